import { describe, expect, test } from 'vitest';
import { HISTORY_MAX } from '../../protocol/index.ts';
import type { Realm } from '../port.ts';
import { claim, eventually, MANY, present, type Stage, textOf, watch } from './subject.ts';

export function roomsContract(stage: Stage): void {
  async function join(realm: Realm, room: string, id: string, status: 'available' | 'away' = 'available') {
    const { epoch } = await claim(realm, id, `owner of ${id}`);
    expect(await realm.enter(room, id, epoch, present(status), MANY)).toBe('entered');
    return epoch;
  }

  describe('rooms', () => {
    test('a watch starts with the members and hears every change in order, and no other', async () => {
      const ann = await claim(stage.here, 'ann', 'a');
      const bob = await claim(stage.here, 'bob', 'b');
      await stage.here.enter('lobby', 'ann', ann.epoch, present('available', 'Ann'), MANY);
      const { listener } = await watch(stage.there, 'lobby');
      expect([...listener.members]).toEqual([['ann', present('available', 'Ann')]]);
      await stage.here.enter('lobby', 'bob', bob.epoch, present('away'), MANY);
      await stage.here.enter('lobby', 'bob', bob.epoch, present('away'), MANY);
      await stage.here.enter('lobby', 'ann', ann.epoch, present('playing', 'Ann'), MANY);
      await stage.here.enter('lobby', 'ann', ann.epoch, present('playing', 'Anna 日本'), MANY);
      await stage.here.exit('lobby', 'bob', bob.epoch);
      await stage.here.exit('lobby', 'bob', bob.epoch);
      await stage.here.enter('elsewhere', 'bob', bob.epoch, present('available'), MANY);
      await eventually(() => {
        expect(listener.changes).toEqual([
          ['bob', 'away'],
          ['ann', 'playing'],
          ['ann', 'playing'],
          ['bob', null],
        ]);
      });
      expect([...listener.members]).toEqual([['ann', present('playing', 'Anna 日本')]]);
      expect(listener.resets).toBe(1);
    });

    test('watchers everywhere see the same room in the end, whatever happens at once', async () => {
      const [first, second] = [await watch(stage.here, 'lobby'), await watch(stage.there, 'lobby')];
      await Promise.all(
        Array.from({ length: 60 }, async (_, index) => {
          const realm = index % 2 === 0 ? stage.here : stage.there;
          const epoch = await join(realm, 'lobby', `p${index}`);
          if (index % 3 === 0) await realm.exit('lobby', `p${index}`, epoch);
          else await realm.enter('lobby', `p${index}`, epoch, present('playing'), MANY);
        }),
      );
      await eventually(() => {
        for (const { listener } of [first, second]) {
          expect(listener.members.size).toBe(40);
          for (const { status } of listener.members.values()) expect(status).toBe('playing');
        }
      });
    });

    test('a stopped watch hears nothing more', async () => {
      const stopped = await watch(stage.there, 'lobby');
      const running = await watch(stage.there, 'lobby');
      stopped.stop();
      await join(stage.here, 'lobby', 'ann');
      await eventually(() => expect(running.listener.changes).toEqual([['ann', 'available']]));
      expect(stopped.listener.changes).toEqual([]);
    });

    test('a watch may end and begin again', async () => {
      (await watch(stage.there, 'lobby')).stop();
      const epoch = await join(stage.here, 'lobby', 'ann');
      const { listener } = await watch(stage.there, 'lobby');
      expect([...listener.members.keys()]).toEqual(['ann']);
      await stage.here.exit('lobby', 'ann', epoch);
      await eventually(() => expect(listener.changes).toEqual([['ann', null]]));
    });

    test('a released id stays in its room until it exits', async () => {
      const epoch = await join(stage.here, 'lobby', 'ann');
      await stage.here.release('ann', epoch);
      const { listener } = await watch(stage.there, 'lobby');
      expect(listener.members.get('ann')?.status).toBe('available');
      await stage.here.exit('lobby', 'ann', epoch);
      await eventually(() => expect(listener.changes).toEqual([['ann', null]]));
    });

    test('a late exit of an older link does not end the membership that a newer one renewed', async () => {
      const older = await join(stage.here, 'lobby', 'ann');
      await join(stage.there, 'lobby', 'ann', 'away');
      await stage.here.exit('lobby', 'ann', older);
      const { listener } = await watch(stage.there, 'lobby');
      expect(listener.members.get('ann')).toEqual(present('away'));
    });

    test('a replaced link changes nothing in a room', async () => {
      const older = await claim(stage.here, 'ann', 'a');
      await claim(stage.there, 'ann', 'a');
      expect(await stage.here.enter('lobby', 'ann', older.epoch, present('available'), MANY)).toBe('stale');
      expect((await watch(stage.there, 'lobby')).listener.members.size).toBe(0);
    });

    test('whoever takes a free id does not inherit the place of its last owner', async () => {
      const epoch = await join(stage.here, 'lobby', 'ann');
      await stage.here.release('ann', epoch);
      const { listener } = await watch(stage.there, 'lobby');
      await claim(stage.there, 'ann', 'somebody else');
      await eventually(() => expect(listener.changes).toEqual([['ann', null]]));
    });
  });

  describe('the size of a room', () => {
    test('is set by the first, and holds for those who come at once to several instances', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          const realm = index % 2 === 0 ? stage.here : stage.there;
          const { epoch } = await claim(realm, `p${index}`, 'o');
          return realm.enter('den', `p${index}`, epoch, present('available'), 3);
        }),
      );
      expect(outcomes.filter((outcome) => outcome === 'entered')).toHaveLength(3);
      expect(outcomes.filter((outcome) => outcome === 'full')).toHaveLength(7);
      expect((await watch(stage.there, 'den')).listener.members.size).toBe(3);
    });

    test('lets a member of a full room change what it says of itself, and the next one in when one leaves', async () => {
      const ann = await claim(stage.here, 'ann', 'a');
      const bob = await claim(stage.there, 'bob', 'b');
      expect(await stage.here.enter('den', 'ann', ann.epoch, present('available'), 1)).toBe('entered');
      expect(await stage.there.enter('den', 'bob', bob.epoch, present('available'), 50)).toBe('full');
      expect(await stage.here.enter('den', 'ann', ann.epoch, present('away'), 1)).toBe('entered');
      await stage.here.exit('den', 'ann', ann.epoch);
      expect(await stage.there.enter('den', 'bob', bob.epoch, present('available'), 50)).toBe('entered');
      expect(await stage.here.enter('den', 'ann', ann.epoch, present('available'), 1)).toBe('entered');
    });
  });

  describe('what is said in a room', () => {
    test('is heard once by all who watch it, in order, and by nobody else', async () => {
      const [near, far] = [await watch(stage.here, 'lobby'), await watch(stage.there, 'lobby')];
      const elsewhere = await watch(stage.there, 'den');
      const texts = Array.from({ length: 30 }, (_, index) => `${index} 日本`);
      await Promise.all(
        texts.map((frame, index) =>
          stage.here.say('lobby', { from: 'ann', frame }, index % 2 === 0 ? 'kept' : 'passing'),
        ),
      );
      const expected = texts.map((text) => `ann: ${text}`);
      await eventually(() => expect(near.listener.said).toEqual(expected));
      await eventually(() => expect(far.listener.said).toEqual(expected));
      expect(elsewhere.listener.said).toEqual([]);
    });

    test('is remembered when it is to be, up to a number', async () => {
      for (let index = 0; index < HISTORY_MAX + 5; index += 1) {
        await stage.here.say('lobby', { from: 'ann', frame: `${index}` }, 'kept');
        if (index % 10 === 0) await stage.here.say('lobby', { from: 'ann', frame: 'passing' }, 'passing');
      }
      const history = await stage.there.history('lobby');
      expect(history.map(({ frame }) => textOf(frame))).toEqual(
        Array.from({ length: HISTORY_MAX }, (_, index) => `${index + 5}`),
      );
      expect(history[0]?.from).toBe('ann');
      expect(await stage.there.history('den')).toEqual([]);
    });

    test('is forgotten some time after the last member left, and not before', async () => {
      const epoch = await join(stage.here, 'lobby', 'ann');
      await stage.here.say('lobby', { from: 'ann', frame: 'hello' }, 'kept');
      await stage.here.say('den', { from: 'ann', frame: 'in passing' }, 'kept');
      // Nobody is in the den: when it is forgotten, the lobby has outlived that time.
      await eventually(async () => expect(await stage.there.history('den')).toEqual([]));
      expect(await stage.there.history('lobby')).toHaveLength(1);
      await stage.here.exit('lobby', 'ann', epoch);
      expect(await stage.there.history('lobby')).toHaveLength(1);
      await eventually(async () => expect(await stage.there.history('lobby')).toEqual([]));
    });
  });
}
