import { expect, test } from 'vitest';
import { createClock } from './clock.ts';

function setUp() {
  let mono = 100;
  let wall = 1_000_000;
  const clock = createClock(
    () => mono,
    () => wall,
  );
  return {
    clock,
    pass(ms: number, wallMs = ms) {
      mono += ms;
      wall += wallMs;
      return clock();
    },
  };
}

test('time passes at another pace while the page is awake', () => {
  const { clock, pass } = setUp();
  expect(clock()).toBe(100);
  expect(pass(250)).toBe(350);
});

test('a suspension during which the monotonic clock stood still goes unnoticed', () => {
  const { pass } = setUp();
  expect(pass(10, 60_010)).toBe(60_110);
  expect(pass(5)).toBe(60_115);
});

test('a clock that is set back, or corrected by a little, turns time back', () => {
  const { pass } = setUp();
  expect(pass(10, -3_600_000)).toBe(110);
  expect(pass(10, 400)).toBe(120);
  // Set right again, it looks like an hour's sleep: that only makes the page catch up.
  expect(pass(10, 3_600_010)).toBe(130 + 3_600_000);
});
