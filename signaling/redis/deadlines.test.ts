import { expect, test } from 'vitest';
import { DeadlineError, Deadlines } from './deadlines.ts';

const MS = 100;

/** Holds this process up, as a freeze would. */
function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const never = new Promise<never>(() => {});

test('what does not come is given up, and not too early', async () => {
  const deadlines = new Deadlines(MS);
  const started = performance.now();
  await expect(deadlines.limit(never)).rejects.toThrow(DeadlineError);
  expect(performance.now() - started).toBeGreaterThanOrEqual(MS - 1);
});

test('what comes in time is passed on, with its error', async () => {
  const deadlines = new Deadlines(MS);
  await expect(deadlines.limit(Promise.resolve('reply'))).resolves.toBe('reply');
  await expect(deadlines.limit(Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
});

test('each waits as long, however many there are before it', async () => {
  const deadlines = new Deadlines(MS);
  const first = deadlines.limit(never).catch(() => performance.now());
  await new Promise((resolve) => void setTimeout(resolve, MS / 2));
  const started = performance.now();
  await expect(deadlines.limit(never)).rejects.toThrow(DeadlineError);
  expect(performance.now() - started).toBeGreaterThanOrEqual(MS - 1);
  expect(await first).toBeLessThanOrEqual(performance.now());
});

test('a reply that comes after a freeze is not late', async () => {
  const deadlines = new Deadlines(MS);
  let reply = (_text: string): void => {};
  const work = new Promise<string>((resolve) => {
    reply = resolve;
  });
  const limited = deadlines.limit(work);
  stall(5 * MS);
  // The first timer to fire is the one that was due long ago; the reply is read some turns of the loop later.
  setTimeout(() => setTimeout(() => reply('there'), MS / 4), 0);
  await expect(limited).resolves.toBe('there');
});
