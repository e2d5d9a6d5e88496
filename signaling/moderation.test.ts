import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from './log.ts';
import { moderated } from './moderation.ts';
import { deferred } from './testing/deferred.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const HELLO = { room: 'lobby', from: 'ann', name: null, text: 'hello' };
const log = createLog('silent');

test.each([
  ['at once', () => 'h***o'],
  ['later', async () => 'h***o'],
])('what a moderator says %s is taken, and no timer is left', async (_, moderate) => {
  expect(await moderated(moderate, HELLO, log)).toBe('h***o');
  expect(vi.getTimerCount()).toBe(0);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('no');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no'))],
])('a moderator that %s lets nothing pass', async (_, moderate) => {
  expect(await moderated(moderate, HELLO, log)).toBe(null);
  expect(vi.getTimerCount()).toBe(0);
});

test('a moderator that does not answer lets nothing pass, and its late failure harms nobody', async () => {
  const { promise, reject } = deferred<string>();
  const passed = moderated(() => promise, HELLO, log);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await passed).toBe(null);
  // An unhandled rejection would fail the run.
  reject(new Error('late'));
  await vi.runAllTimersAsync();
});
