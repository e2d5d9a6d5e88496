import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SETTLE_MS, StallDetector } from './stall.ts';

let now = 0;
let detector: StallDetector;

beforeEach(() => {
  vi.useFakeTimers();
  now = 0;
  detector = new StallDetector(() => now);
});

afterEach(() => {
  detector.close();
  vi.useRealTimers();
});

/** Time in which the process runs. */
function run(ms: number): void {
  for (let past = 0; past < ms; past += 50) {
    now += 50;
    vi.advanceTimersByTime(50);
  }
}

test('a process that runs is settled', () => {
  run(5_000);
  expect(detector.settling).toBe(false);
});

test('a freeze is noticed by whoever asks first, before any timer', () => {
  run(1_000);
  now += 20_000;
  expect(detector.settling).toBe(true);
});

test('a freeze is noticed when a timer comes first', () => {
  run(1_000);
  now += 20_000;
  vi.advanceTimersByTime(300);
  expect(detector.settling).toBe(true);
});

test('it settles, and notices the next freeze', () => {
  now += 20_000;
  expect(detector.settling).toBe(true);
  run(SETTLE_MS + 50);
  expect(detector.settling).toBe(false);
  now += 20_000;
  expect(detector.settling).toBe(true);
});

test('being a little late, as on a busy machine, is no freeze', () => {
  run(1_000);
  now += 700;
  expect(detector.settling).toBe(false);
});
