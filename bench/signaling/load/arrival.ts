import { setTimeout as wait } from 'node:timers/promises';

const TIMEOUT_MS = 10_000;

/**
 * Waits until all messages are there.
 *
 * @throws when some do not come
 */
export async function arrival(received: () => number, sent: number): Promise<void> {
  const end = performance.now() + TIMEOUT_MS;
  while (received() < sent && performance.now() < end) await wait(5);
  if (received() !== sent) throw new Error(`${sent} messages sent, ${received()} received`);
}
