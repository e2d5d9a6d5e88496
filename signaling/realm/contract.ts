/** What every adapter of the realm port must do. Each adapter's test runs this whole suite. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Status } from '../protocol/index.ts';
import type { Claim, Envelope, EnvelopeType, Link, Realm } from './port.ts';

export interface RealmUnderTest {
  readonly realm: Realm;
  close(): Promise<void>;
}

/** A link that keeps what it is given. */
class RecordingLink implements Link {
  readonly frames: string[] = [];
  accepting = true;
  replacements = 0;

  receive({ frame }: Envelope): boolean {
    if (this.accepting) this.frames.push(frame);
    return this.accepting;
  }

  replaced(): void {
    this.replacements += 1;
  }
}

function envelope(from: string, to: string, frame: string, type: EnvelopeType = 'OFFER'): Envelope {
  return { type, from, to, frame };
}

function claimed(claim: Claim): Extract<Claim, { outcome: 'claimed' }> {
  if (claim.outcome !== 'claimed') throw new Error(`expected the id to be free, it is ${claim.outcome}`);
  return claim;
}

const EXPIRE_TIMEOUT_MS = 300;

/** An adapter behind a network may take a while. */
function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 4000, interval: 4 });
}

/** @param make an empty realm in which messages wait for absent peers for `expireTimeoutMs` */
export function realmContract(
  name: string,
  make: (options: { expireTimeoutMs: number }) => Promise<RealmUnderTest>,
): void {
  describe(`realm: ${name}`, () => {
    let subject: RealmUnderTest;
    let realm: Realm;
    beforeEach(async () => {
      subject = await make({ expireTimeoutMs: EXPIRE_TIMEOUT_MS });
      realm = subject.realm;
    });
    afterEach(() => subject.close());

    async function join(id: string, token: string, link: Link = new RecordingLink()) {
      return claimed(await realm.claim(id, token, link));
    }

    async function watching(room: string) {
      const members = new Map<string, Status>();
      const changes: (readonly [string, Status | null])[] = [];
      const stop = await realm.watch(room, {
        reset: (all) => all.forEach((status, id) => members.set(id, status)),
        change: (id, status) => changes.push([id, status]),
      });
      return { members, changes, stop };
    }

    describe('ids', () => {
      test('another token does not get an id that is held', async () => {
        const link = new RecordingLink();
        await join('ann', 'a', link);
        expect(await realm.claim('ann', 'b', new RecordingLink())).toEqual({ outcome: 'taken' });
        await realm.send(envelope('bob', 'ann', 'hello'), 'drop');
        expect(link.frames).toEqual(['hello']);
      });

      test('the same token takes its id over, and the older link is told once', async () => {
        const [older, newer] = [new RecordingLink(), new RecordingLink()];
        const first = await join('ann', 'a', older);
        const second = await join('ann', 'a', newer);
        expect(second.epoch).toBeGreaterThan(first.epoch);
        await eventually(() => expect(older.replacements).toBe(1));
        expect(newer.replacements).toBe(0);
        await realm.send(envelope('bob', 'ann', 'hello'), 'drop');
        await eventually(() => expect(newer.frames).toEqual(['hello']));
        expect(older.frames).toEqual([]);
      });

      test('a late release by a replaced link does not take the id from its successor', async () => {
        const first = await join('ann', 'a');
        await join('ann', 'a');
        await realm.release('ann', first.epoch);
        expect(await realm.ids()).toEqual(['ann']);
      });

      test('a released id is free for anybody', async () => {
        const { epoch } = await join('ann', 'a');
        await realm.release('ann', epoch);
        expect(await realm.ids()).toEqual([]);
        await join('ann', 'b');
      });

      test('all ids that are online are listed', async () => {
        await join('ann', 'a');
        const { epoch } = await join('bob', 'b');
        await join('cy', 'c');
        await realm.release('bob', epoch);
        expect((await realm.ids()).toSorted()).toEqual(['ann', 'cy']);
      });
    });

    describe('messages', () => {
      test('messages to one peer arrive in the order in which they were sent', async () => {
        const link = new RecordingLink();
        await join('ann', 'a', link);
        const sent = Array.from({ length: 50 }, (_, index) => `${index}`);
        await Promise.all(sent.map((frame) => realm.send(envelope('bob', 'ann', frame), 'hold')));
        await eventually(() => expect(link.frames).toEqual(sent));
      });

      test('a message for an absent peer is held when asked, and comes out once, in order', async () => {
        expect(await realm.send(envelope('bob', 'ann', '1'), 'hold')).toBe('held');
        expect(await realm.send(envelope('cy', 'ann', '2'), 'hold')).toBe('held');
        expect(await realm.send(envelope('bob', 'ann', '3'), 'drop')).toBe('absent');
        expect((await realm.collect('ann')).map(({ frame }) => frame)).toEqual(['1', '2']);
        expect(await realm.collect('ann')).toEqual([]);
      });

      test('a link that takes nothing yet counts as absent', async () => {
        const link = new RecordingLink();
        link.accepting = false;
        await join('ann', 'a', link);
        expect(await realm.send(envelope('bob', 'ann', '1'), 'hold')).toBe('held');
        expect(await realm.send(envelope('bob', 'ann', '2'), 'drop')).toBe('absent');
        expect(await realm.collect('ann')).toHaveLength(1);
      });

      test('held messages expire, told once for each pair of peers', async () => {
        await realm.send(envelope('bob', 'ann', '1'), 'hold');
        await realm.send(envelope('bob', 'ann', '2', 'CANDIDATE'), 'hold');
        await realm.send(envelope('cy', 'ann', '3'), 'hold');
        expect(await realm.expire()).toEqual({ expired: [], waiting: true });
        const expired: unknown[] = [];
        await eventually(async () => {
          const swept = await realm.expire();
          expired.push(...swept.expired);
          expect(swept.waiting).toBe(false);
        });
        expect(expired).toHaveLength(2);
        expect(expired).toContainEqual({ from: 'bob', to: 'ann' });
        expect(expired).toContainEqual({ from: 'cy', to: 'ann' });
        expect(await realm.collect('ann')).toEqual([]);
      });

      test('one absent peer cannot make others wait without bound', async () => {
        let outcome = await realm.send(envelope('bob', 'ann', 'x'), 'hold');
        for (let count = 1; outcome === 'held' && count < 10_000; count += 1) {
          outcome = await realm.send(envelope('bob', 'ann', 'x'), 'hold');
        }
        expect(outcome).toBe('full');
        expect(await realm.send(envelope('bob', 'dee', 'x'), 'hold')).toBe('held');
      });
    });

    describe('rooms', () => {
      test('a watch starts with the members and hears every change in order, and no other', async () => {
        const ann = await join('ann', 'a');
        const bob = await join('bob', 'b');
        await realm.enter('lobby', 'ann', ann.epoch, 'available');
        const { members, changes } = await watching('lobby');
        expect([...members]).toEqual([['ann', 'available']]);
        await realm.enter('lobby', 'bob', bob.epoch, 'away');
        await realm.enter('lobby', 'bob', bob.epoch, 'away');
        await realm.enter('lobby', 'ann', ann.epoch, 'playing');
        await realm.exit('lobby', 'bob', bob.epoch);
        await realm.exit('lobby', 'bob', bob.epoch);
        await realm.enter('elsewhere', 'bob', bob.epoch, 'available');
        await eventually(() =>
          expect(changes).toEqual([
            ['bob', 'away'],
            ['ann', 'playing'],
            ['bob', null],
          ]),
        );
      });

      test('a stopped watch hears nothing more', async () => {
        const { epoch } = await join('ann', 'a');
        const stopped = await watching('lobby');
        const running = await watching('lobby');
        stopped.stop();
        await realm.enter('lobby', 'ann', epoch, 'available');
        await eventually(() => expect(running.changes).toEqual([['ann', 'available']]));
        expect(stopped.changes).toEqual([]);
      });

      test('a released id stays in its room until it exits', async () => {
        const { epoch } = await join('ann', 'a');
        await realm.enter('lobby', 'ann', epoch, 'available');
        await realm.release('ann', epoch);
        const { members, changes } = await watching('lobby');
        expect(members.get('ann')).toBe('available');
        await realm.exit('lobby', 'ann', epoch);
        await eventually(() => expect(changes).toEqual([['ann', null]]));
      });

      test('a late exit of an older link does not end the membership that a newer one renewed', async () => {
        const older = await join('ann', 'a');
        await realm.enter('lobby', 'ann', older.epoch, 'available');
        const newer = await join('ann', 'a');
        await realm.enter('lobby', 'ann', newer.epoch, 'available');
        await realm.exit('lobby', 'ann', older.epoch);
        expect((await watching('lobby')).members.get('ann')).toBe('available');
      });

      test('a replaced link changes nothing in a room', async () => {
        const older = await join('ann', 'a');
        await join('ann', 'a');
        await realm.enter('lobby', 'ann', older.epoch, 'available');
        expect((await watching('lobby')).members.size).toBe(0);
      });

      test('whoever takes a free id does not inherit the place of its last owner', async () => {
        const { epoch } = await join('ann', 'a');
        await realm.enter('lobby', 'ann', epoch, 'available');
        await realm.release('ann', epoch);
        const { changes } = await watching('lobby');
        await join('ann', 'b');
        await eventually(() => expect(changes).toEqual([['ann', null]]));
      });
    });

    describe('consent is remembered', () => {
      test('of a client that entered a room, closed and comes back', async () => {
        const first = await join('ann', 'a');
        expect(first.consenting).toBe(false);
        await realm.enter('lobby', 'ann', first.epoch, 'available');
        await realm.release('ann', first.epoch);
        expect((await join('ann', 'a')).consenting).toBe(true);
      });

      test('of a client that comes back before its older socket closed, and again after that', async () => {
        const first = await join('ann', 'a');
        await realm.enter('lobby', 'ann', first.epoch, 'available');
        const second = await join('ann', 'a');
        expect(second.consenting).toBe(true);
        await realm.release('ann', second.epoch);
        expect((await join('ann', 'a')).consenting).toBe(true);
      });

      test('not of a client that never entered one, nor for another token', async () => {
        const stock = await join('bob', 'b');
        await realm.release('bob', stock.epoch);
        expect((await join('bob', 'b')).consenting).toBe(false);

        const ann = await join('ann', 'a');
        await realm.enter('lobby', 'ann', ann.epoch, 'available');
        await realm.release('ann', ann.epoch);
        expect((await join('ann', 'other')).consenting).toBe(false);
      });
    });
  });
}
