import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryDelayMs, SERVICE_BACKOFF } from './backoff.ts';

test('each wait is longer than the one before, up to the cap', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7].map((attempt) => retryDelayMs(SERVICE_BACKOFF, attempt, 0));
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
});

test('jitter only shortens, never below its share, however many attempts', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const longest = retryDelayMs(SERVICE_BACKOFF, attempt, 0);
        const delay = retryDelayMs(SERVICE_BACKOFF, attempt, random);
        expect(delay).toBeLessThanOrEqual(longest);
        expect(delay).toBeGreaterThanOrEqual(longest * (1 - SERVICE_BACKOFF.jitter) - 1);
      },
    ),
  );
});
