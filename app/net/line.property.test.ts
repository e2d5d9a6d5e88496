import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { weather, who } from './testing/storm.ts';
import { World } from './testing/world.ts';

beforeAll(() => {
  vi.useFakeTimers();
});
afterAll(() => {
  vi.useRealTimers();
});

test('whatever goes wrong, and whenever: once it is over, both are on one link and nothing is left besides', () => {
  expect(weather(1_000)).toBeUndefined();
});

test('both dial at once, or more than once: the first link that the lower id has open is not lost, and nobody dials again', () => {
  const awakes = fc.array(fc.record({ at: fc.integer({ min: 0, max: 3_000 }), who }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.integer(), fc.boolean(), awakes, (seed, firstMeeting, each) => {
      const world = new World(seed, { firstMeeting, isCalm: true });
      for (const { at, who: id } of each) setTimeout(() => world.happen({ what: 'awake', who: id }), at);
      vi.advanceTimersByTime(30_000);
      world.probe();
      vi.advanceTimersByTime(1_000);
      vi.clearAllTimers();
      const since = world.log.slice(world.log.indexOf('ann opened'));
      expect(since.filter((what) => what.endsWith('dial') || what === 'ann closed')).toEqual([]);
      expect([...world.faults(), ...world.violations]).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});
