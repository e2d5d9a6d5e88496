import { describe, expect, test } from 'vitest';
import { claim, MANY, present, type Stage } from './subject.ts';

export function consentContract(stage: Stage): void {
  describe('consent is remembered', () => {
    test('of a client that entered a room, closed and comes back', async () => {
      const first = await claim(stage.here, 'ann', 'a');
      expect(first.consenting).toBe(false);
      await stage.here.enter('lobby', 'ann', first.epoch, present('available'), MANY);
      await stage.here.release('ann', first.epoch);
      expect((await claim(stage.there, 'ann', 'a')).consenting).toBe(true);
    });

    test('of a client that comes back before its older socket closed, and again after that', async () => {
      const first = await claim(stage.here, 'ann', 'a');
      await stage.here.enter('lobby', 'ann', first.epoch, present('available'), MANY);
      const second = await claim(stage.there, 'ann', 'a');
      expect(second.consenting).toBe(true);
      await stage.there.release('ann', second.epoch);
      expect((await claim(stage.here, 'ann', 'a')).consenting).toBe(true);
    });

    test('not of a client that never entered one, nor for another owner', async () => {
      const stock = await claim(stage.here, 'bob', 'b');
      await stage.here.release('bob', stock.epoch);
      expect((await claim(stage.there, 'bob', 'b')).consenting).toBe(false);

      const ann = await claim(stage.here, 'ann', 'a');
      await stage.here.enter('lobby', 'ann', ann.epoch, present('available'), MANY);
      await stage.here.release('ann', ann.epoch);
      expect((await claim(stage.there, 'ann', 'other')).consenting).toBe(false);
    });
  });
}
