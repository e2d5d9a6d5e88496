import { expect, test } from 'vitest';
import { createBudget } from './budget.ts';

test('so many in any window, and again when the window has moved on', () => {
  let now = 0;
  const take = createBudget(2, 1000, () => now);
  expect([take(), take(), take()]).toEqual([true, true, false]);
  now = 999;
  expect(take()).toBe(false);
  now = 1000;
  expect([take(), take(), take()]).toEqual([true, true, false]);
});

test('what was refused uses nothing up', () => {
  let now = 0;
  const take = createBudget(1, 1000, () => now);
  take();
  for (now = 1; now < 1000; now += 1) take();
  now = 1000;
  expect(take()).toBe(true);
});
