import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followSeconds, secondsUntil } from './clock.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a countdown shows over time, with the moments of its changes in ms from the start. */
function countdown(fromNowMs: number): { readonly shown: string[]; readonly stop: () => void } {
  const start = Date.now();
  const shown: string[] = [];
  const moment = start + fromNowMs;
  const stop = followSeconds(moment, () => {
    shown.push(`${secondsUntil(moment, Date.now())} at ${Date.now() - start}`);
  });
  return { shown, stop };
}

test('a countdown never shows 0 while there is time left, and never less than 0', () => {
  expect(secondsUntil(10_000, 9_999)).toBe(1);
  expect(secondsUntil(10_000, 8_000)).toBe(2);
  expect(secondsUntil(10_000, 10_000)).toBe(0);
  expect(secondsUntil(10_000, 60_000)).toBe(0);
});

test('a countdown changes on the second of its end, shows each number once, and stops at 0', () => {
  const { shown } = countdown(2_300);
  vi.runAllTimers();
  expect(shown).toEqual(['2 at 300', '1 at 1300', '0 at 2300']);
});

test('a countdown that a sleeping page has missed is right at once, and not late for ever', () => {
  const { shown } = countdown(5_000);
  vi.setSystemTime(Date.now() + 3_400);
  vi.advanceTimersToNextTimer();
  expect(shown.at(-1)).toMatch(/^1 /);
  vi.advanceTimersToNextTimer();
  expect(shown.at(-1)).toBe('0 at 5000');
});

test('a countdown that is over, or stopped, wakes nobody', () => {
  const { shown } = countdown(0);
  const other = countdown(3_000);
  other.stop();
  expect(vi.getTimerCount()).toBe(0);
  expect([...shown, ...other.shown]).toEqual([]);
});
