import { expect, test } from 'vitest';
import { RateLimit } from './rate.ts';

test('a burst passes, then only what the rate allows', () => {
  const limit = new RateLimit(3, 2, 1000);
  expect([1, 2, 3, 4].map(() => limit.take(1000))).toEqual([true, true, true, false]);
  expect(limit.take(1499)).toBe(false);
  expect(limit.take(1500)).toBe(true);
  expect(limit.take(1500)).toBe(false);
});

test('a long pause gives one burst, not more', () => {
  const limit = new RateLimit(3, 2, 0);
  expect([1, 2, 3, 4].map(() => limit.take(1_000_000))).toEqual([true, true, true, false]);
});
