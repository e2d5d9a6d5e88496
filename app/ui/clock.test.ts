import { expect, test } from 'vitest';
import { secondsUntil } from './clock.ts';

test('a countdown never shows 0 while there is time left, and never less than 0', () => {
  expect(secondsUntil(10_000, 9_999)).toBe(1);
  expect(secondsUntil(10_000, 8_000)).toBe(2);
  expect(secondsUntil(10_000, 10_000)).toBe(0);
  expect(secondsUntil(10_000, 60_000)).toBe(0);
});
