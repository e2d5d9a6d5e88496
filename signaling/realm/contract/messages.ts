import { describe, expect, test } from 'vitest';
import { HELD_PER_PEER_MAX } from '../held.ts';
import type { Realm } from '../port.ts';
import { claim, envelope, eventually, RecordingLink, type Stage, textOf } from './subject.ts';

async function collectTexts(realm: Realm, id: string): Promise<readonly string[]> {
  return (await realm.collect(id)).map(({ frame }) => textOf(frame));
}

export function messagesContract(stage: Stage): void {
  describe('messages', () => {
    test('messages to one peer arrive in the order in which they were sent', async () => {
      const link = new RecordingLink();
      await claim(stage.here, 'ann', 'a', link);
      const sent = Array.from({ length: 500 }, (_, index) => `${index}`);
      for (const [index, frame] of sent.entries()) {
        stage.there.send(envelope('bob', 'ann', frame), 'hold');
        // Some in the same turn of the event loop, some later.
        if (index % 50 === 0) await new Promise(setImmediate);
      }
      await eventually(() => expect(link.frames).toHaveLength(sent.length));
      expect(link.frames).toEqual(sent);
    });

    test('a message arrives as it was sent, text or bytes, in any alphabet and size', async () => {
      const link = new RecordingLink();
      await claim(stage.here, 'ann', 'a', link);
      const texts = ['', 'naïve', '日本語 😀', 'x'.repeat(200_000), '{"a":"\\u0000"}'];
      for (const text of texts) {
        stage.there.send(envelope('b:o b', 'ann', text, 'CANDIDATE'), 'drop');
        stage.there.send(envelope('b:o b', 'ann', new TextEncoder().encode(text), 'CANDIDATE'), 'drop');
      }
      await eventually(() => expect(link.frames).toEqual(texts.flatMap((text) => [text, text])));
      for (const { type, from, to } of link.envelopes) {
        expect({ type, from, to }).toEqual({ type: 'CANDIDATE', from: 'b:o b', to: 'ann' });
      }
    });

    test('a message that is sent once its peer has the id is not lost', async () => {
      for (let round = 0; round < 20; round += 1) {
        const link = new RecordingLink();
        stage.there.send(envelope('bob', 'ann', 'early'), 'drop');
        const { epoch } = await claim(stage.here, 'ann', 'a', link);
        stage.there.send(envelope('bob', 'ann', 'now'), 'hold');
        await eventually(() => expect(link.frames.at(-1)).toBe('now'));
        await stage.here.release('ann', epoch);
      }
    });

    test('a message for an absent peer is held when asked, and comes out once, in order', async () => {
      stage.there.send(envelope('bob', 'ann', '1'), 'hold');
      stage.there.send(envelope('cy', 'ann', '2'), 'hold');
      stage.there.send(envelope('bob', 'ann', 'dropped'), 'drop');
      const texts: string[] = [];
      await eventually(async () => {
        texts.push(...(await collectTexts(stage.here, 'ann')));
        expect(texts).toEqual(['1', '2']);
      });
      expect(await collectTexts(stage.there, 'ann')).toEqual([]);
      expect(stage.host.told).toEqual([]);
    });

    test('a link that takes nothing yet counts as absent', async () => {
      const link = new RecordingLink();
      link.accepting = false;
      await claim(stage.here, 'ann', 'a', link);
      stage.there.send(envelope('bob', 'ann', '1'), 'hold');
      stage.there.send(envelope('bob', 'ann', 'dropped'), 'drop');
      const texts: string[] = [];
      await eventually(async () => {
        texts.push(...(await collectTexts(stage.here, 'ann')));
        expect(texts).toEqual(['1']);
      });
      link.accepting = true;
      stage.there.send(envelope('bob', 'ann', '2'), 'hold');
      await eventually(() => expect(link.frames).toEqual(['2']));
    });

    test('a message follows a peer to another instance', async () => {
      const [older, newer] = [new RecordingLink(), new RecordingLink()];
      const { epoch } = await claim(stage.here, 'ann', 'a', older);
      stage.there.send(envelope('bob', 'ann', '1'), 'hold');
      await eventually(() => expect(older.frames).toEqual(['1']));
      await stage.here.release('ann', epoch);
      await claim(stage.there, 'ann', 'a', newer);
      stage.here.send(envelope('bob', 'ann', '2'), 'hold');
      stage.there.send(envelope('bob', 'ann', '3'), 'hold');
      await eventually(() => expect(newer.frames.toSorted()).toEqual(['2', '3']));
      expect(older.frames).toEqual(['1']);
    });

    test('held messages expire, told once for each pair of peers', async () => {
      stage.there.send(envelope('bob', 'ann', '1'), 'hold');
      stage.there.send(envelope('bob', 'ann', '2', 'CANDIDATE'), 'hold');
      stage.there.send(envelope('cy', 'ann', '3'), 'hold');
      await eventually(() => expect(stage.host.told).toHaveLength(2));
      expect(stage.host.told).toContainEqual({ why: 'expired', from: 'bob', to: 'ann' });
      expect(stage.host.told).toContainEqual({ why: 'expired', from: 'cy', to: 'ann' });
      expect(await stage.here.collect('ann')).toEqual([]);
    });

    test('what waits is counted, and no longer once it is over', async () => {
      stage.there.send(envelope('bob', 'ann', '1'), 'hold');
      stage.there.send(envelope('bob', 'cy', '2'), 'hold');
      await eventually(() => expect(stage.there.held).toBe(2));
      await stage.there.collect('cy');
      expect(stage.there.held).toBe(1);
      await eventually(() => expect(stage.there.held).toBe(0));
    });

    test('one absent peer cannot make others wait without bound', async () => {
      for (let count = 0; count < HELD_PER_PEER_MAX + 3; count += 1) {
        stage.there.send(envelope('bob', 'ann', `${count}`), 'hold');
      }
      stage.there.send(envelope('bob', 'dee', 'x'), 'hold');
      const full = { why: 'full', from: 'bob', to: 'ann' };
      await eventually(() => expect(stage.host.told).toEqual([full, full, full]));
      expect(await collectTexts(stage.here, 'dee')).toEqual(['x']);
      expect(await stage.here.collect('ann')).toHaveLength(HELD_PER_PEER_MAX);
    });
  });

  describe('confirmed messages', () => {
    test('are delivered once, and the sender is told so', async () => {
      const link = new RecordingLink();
      await claim(stage.here, 'ann', 'a', link);
      for (const frame of ['1', '2', '3']) {
        expect(await stage.there.deliver(envelope('bob', 'ann', frame, 'CHALLENGE'))).toBe('delivered');
      }
      expect(link.frames).toEqual(['1', '2', '3']);
    });

    test('find nobody where nobody is, or where the link does not take them, and do not wait', async () => {
      const link = new RecordingLink();
      link.accepting = false;
      const { epoch } = await claim(stage.here, 'ann', 'a', link);
      expect(await stage.there.deliver(envelope('bob', 'ann', '1', 'CHALLENGE'))).toBe('absent');
      link.accepting = true;
      expect(await stage.there.deliver(envelope('bob', 'ann', '2', 'CHALLENGE'))).toBe('delivered');
      await stage.here.release('ann', epoch);
      expect(await stage.there.deliver(envelope('bob', 'ann', '3', 'CHALLENGE'))).toBe('absent');
      expect(await stage.there.deliver(envelope('bob', 'nobody', '4', 'CHALLENGE'))).toBe('absent');
      expect(link.frames).toEqual(['2']);
      expect(await stage.here.collect('ann')).toEqual([]);
    });

    test('keep their place among the others', async () => {
      const link = new RecordingLink();
      await claim(stage.here, 'ann', 'a', link);
      stage.there.send(envelope('bob', 'ann', '1'), 'hold');
      const confirmed = stage.there.deliver(envelope('bob', 'ann', '2', 'CHALLENGE'));
      stage.there.send(envelope('bob', 'ann', '3'), 'hold');
      expect(await confirmed).toBe('delivered');
      await eventually(() => expect(link.frames).toEqual(['1', '2', '3']));
    });
  });
}
