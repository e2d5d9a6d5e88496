import { describe, expect, test } from 'vitest';
import { claim, envelope, eventually, MANY, present, RecordingLink, type Stage } from './subject.ts';

export function idsContract(stage: Stage): void {
  describe('ids', () => {
    test('another owner does not get an id that is held', async () => {
      const link = new RecordingLink();
      await claim(stage.here, 'ann', 'a', link);
      expect(await stage.there.claim('ann', 'b', new RecordingLink())).toEqual({ outcome: 'taken' });
      stage.there.send(envelope('bob', 'ann', 'hello'), 'drop');
      await eventually(() => expect(link.frames).toEqual(['hello']));
      expect(link.replacements).toBe(0);
    });

    test('the same owner takes its id over, and the older link is told once', async () => {
      const [older, newer] = [new RecordingLink(), new RecordingLink()];
      const first = await claim(stage.here, 'ann', 'a', older);
      const second = await claim(stage.there, 'ann', 'a', newer);
      expect(second.epoch).toBeGreaterThan(first.epoch);
      await eventually(() => expect(older.replacements).toBe(1));
      stage.here.send(envelope('bob', 'ann', 'from here'), 'drop');
      await eventually(() => expect(newer.frames).toEqual(['from here']));
      stage.there.send(envelope('bob', 'ann', 'from there'), 'drop');
      await eventually(() => expect(newer.frames).toEqual(['from here', 'from there']));
      expect(older.frames).toEqual([]);
      expect(older.replacements).toBe(1);
      expect(newer.replacements).toBe(0);
    });

    test('an id that goes back and forth between instances stays with the last', async () => {
      const links = Array.from({ length: 6 }, () => new RecordingLink());
      for (const [index, link] of links.entries()) {
        await claim(index % 2 === 0 ? stage.here : stage.there, 'ann', 'a', link);
      }
      await eventually(() =>
        expect(links.map(({ replacements }) => replacements)).toEqual([1, 1, 1, 1, 1, 0]),
      );
      stage.here.send(envelope('bob', 'ann', '1'), 'hold');
      stage.there.send(envelope('bob', 'ann', '2'), 'hold');
      await eventually(() => expect(links.at(-1)?.frames.toSorted()).toEqual(['1', '2']));
    });

    test('of claims made at once for several owners, one wins', async () => {
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          (index % 2 === 0 ? stage.here : stage.there).claim('ann', `owner ${index}`, new RecordingLink()),
        ),
      );
      expect(claims.filter(({ outcome }) => outcome === 'claimed')).toHaveLength(1);
    });

    test('of claims made at once by one owner, all links but one are told', async () => {
      const links = Array.from({ length: 8 }, () => new RecordingLink());
      const claims = await Promise.all(
        links.map((link, index) => claim(index % 2 === 0 ? stage.here : stage.there, 'ann', 'a', link)),
      );
      const newest = claims.reduce(
        (best, { epoch }, at) => (epoch > (claims[best]?.epoch ?? 0) ? at : best),
        0,
      );
      await eventually(() =>
        expect(links.map(({ replacements }) => replacements)).toEqual(
          links.map((_, at) => (at === newest ? 0 : 1)),
        ),
      );
    });

    test('a late release by a replaced link does not take the id from its successor', async () => {
      const first = await claim(stage.here, 'ann', 'a');
      await claim(stage.there, 'ann', 'a');
      await stage.here.release('ann', first.epoch);
      expect(await stage.here.ids()).toEqual(['ann']);
      expect(await stage.there.claim('ann', 'b', new RecordingLink())).toEqual({ outcome: 'taken' });
    });

    test('a released id is free for anybody', async () => {
      const { epoch } = await claim(stage.here, 'ann', 'a');
      await stage.here.release('ann', epoch);
      expect(await stage.there.ids()).toEqual([]);
      await claim(stage.there, 'ann', 'b');
    });

    test('calls for one id take effect in their order without waiting', async () => {
      const { epoch } = await claim(stage.here, 'ann', 'a');
      const entered = stage.here.enter('den', 'ann', epoch, present('available'), MANY);
      const left = stage.here.exit('den', 'ann', epoch);
      const released = stage.here.release('ann', epoch);
      const again = stage.here.claim('ann', 'b', new RecordingLink());
      expect(await entered).toBe('entered');
      await Promise.all([left, released]);
      expect((await again).outcome).toBe('claimed');
    });

    test('all ids that are online are listed, wherever they are', async () => {
      await claim(stage.here, 'ann', 'a');
      const { epoch } = await claim(stage.here, 'bob', 'b');
      await claim(stage.there, 'cy', 'c');
      await stage.here.release('bob', epoch);
      expect((await stage.here.ids()).toSorted()).toEqual(['ann', 'cy']);
      expect((await stage.there.ids()).toSorted()).toEqual(['ann', 'cy']);
    });
  });

  describe('who is online', () => {
    test('is who holds an id, wherever, until it gives it back', async () => {
      expect(await stage.there.isOnline('ann')).toBe(false);
      const { epoch } = await claim(stage.here, 'ann', 'a');
      expect([await stage.here.isOnline('ann'), await stage.there.isOnline('ann')]).toEqual([true, true]);
      await stage.here.release('ann', epoch);
      expect([await stage.here.isOnline('ann'), await stage.there.isOnline('ann')]).toEqual([false, false]);
    });
  });

  describe('kept ids', () => {
    test('an id that is kept for an owner is taken for others, online or not', async () => {
      expect(await stage.here.reserve('ann', 'a', 60_000)).toBe(true);
      expect(await stage.there.reserve('ann', 'a', 60_000)).toBe(true);
      expect(await stage.there.reserve('ann', 'b', 60_000)).toBe(false);
      expect(await stage.there.claim('ann', 'b', new RecordingLink())).toEqual({ outcome: 'taken' });
      const { epoch } = await claim(stage.there, 'ann', 'a');
      await stage.there.release('ann', epoch);
      expect(await stage.here.claim('ann', 'b', new RecordingLink())).toEqual({ outcome: 'taken' });
    });

    test('an id that somebody else uses cannot be kept', async () => {
      const { epoch } = await claim(stage.here, 'ann', 'a');
      expect(await stage.there.reserve('ann', 'b', 60_000)).toBe(false);
      expect(await stage.there.reserve('ann', 'a', 60_000)).toBe(true);
      await stage.here.release('ann', epoch);
    });

    test('only its owner lets a kept id go', async () => {
      await stage.here.reserve('ann', 'a', 60_000);
      await stage.there.unreserve('ann', 'b');
      expect(await stage.there.reserve('ann', 'b', 60_000)).toBe(false);
      await stage.there.unreserve('ann', 'a');
      expect(await stage.here.reserve('ann', 'b', 60_000)).toBe(true);
    });

    test('an id is free when its time is over', async () => {
      await stage.here.reserve('ann', 'a', 200);
      await eventually(async () => expect(await stage.there.reserve('ann', 'b', 60_000)).toBe(true));
    });
  });
}
