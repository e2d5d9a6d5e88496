/**
 * An open loop: messages leave at set times, however slow the server is. Latency counts from the time at which a
 * message was to leave, so that a server that stalls is not spared the messages that had to wait for it.
 */
import { arrival } from './arrival.ts';
import { at, type Crowd } from './crowd.ts';

export interface PaceOptions {
  readonly bytes: number;
  readonly perSecond: number;
  /** The latency of messages that leave in this time is not counted. */
  readonly warmUpMs: number;
  readonly ms: number;
}

export interface PaceResult {
  /** All that were sent. */
  readonly messages: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** @throws when a message was lost */
export async function pace(
  crowd: Crowd,
  { bytes, perSecond, warmUpMs, ms }: PaceOptions,
): Promise<PaceResult> {
  const { clients } = crowd;
  const total = Math.round((perSecond * (warmUpMs + ms)) / 1000);
  const uncounted = Math.round((perSecond * warmUpMs) / 1000);
  const latencies = new Float64Array(total);
  const frames = clients.map((_, n) => crowd.frame(n, crowd.partner(n), bytes));
  const start = performance.now();
  const dueAt = (message: number): number => start + (message * 1000) / perSecond;
  let received = 0;
  for (const n of clients.keys()) {
    // All that a client gets is from one other, whose messages leave in turn: so it is known which one this is.
    let message = n;
    at(clients, crowd.partner(n)).onMessages = (count) => {
      const now = performance.now();
      for (let one = 0; one < count; one += 1) {
        latencies[message] = now - dueAt(message);
        message += clients.length;
      }
      received += count;
    };
  }
  let sent = 0;
  await new Promise<void>((resolve) => {
    const sendDue = (): void => {
      for (const now = performance.now(); sent < total && dueAt(sent) <= now; sent += 1) {
        at(clients, sent).socket.write(at(frames, sent));
      }
      if (sent === total) return resolve();
      // A timer is up to a millisecond late, and would add that to every latency; a promise for each turn is garbage.
      setImmediate(sendDue);
    };
    sendDue();
  });
  await arrival(() => received, total);
  const counted = latencies.subarray(uncounted).toSorted();
  const quantile = (share: number): number => counted[Math.ceil(share * counted.length) - 1] ?? Number.NaN;
  return { messages: total, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
}
