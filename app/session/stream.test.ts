import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acknowledge, enqueue, openStream, receive, resend, type Stream } from './stream.ts';

const TIMING = { resendMs: 1_000, resendMaxMs: 8_000 };
const open = (): Stream<number> => openStream(TIMING);

/** Says 1 to `count`. */
function saying(count: number, now = 0): Stream<number> {
  return Array.from({ length: count }, (_, index) => index + 1).reduce(
    (stream, message) => enqueue(stream, message, now),
    open(),
  );
}

test('something is lost, doubled or out of order in the end', () => {
  // Any arrivals at all, then one pass of repetitions: what is handled is exactly what was said.
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.integer({ min: 1, max: 40 })),
      (count, arrivals) => {
        let receiver = open();
        const handled: number[] = [];
        const arrive = (seq: number) => {
          const arrival = receive(receiver, seq, seq);
          receiver = arrival.stream;
          handled.push(...arrival.due);
          expect(receiver.held.size).toBeLessThan(16);
        };
        arrivals.filter((seq) => seq <= count).forEach(arrive);
        const behind = acknowledge(saying(count), receiver.received, 0, TIMING);
        for (const { seq } of behind === null ? [] : resend(behind, 1_000, TIMING).again) arrive(seq);
        expect(handled).toEqual(Array.from({ length: count }, (_, index) => index + 1));
        expect(receiver.held.size).toBe(0);
      },
    ),
  );
});

test('a peer that numbers its messages far ahead fills the memory', () => {
  let receiver = open();
  for (let seq = 2; seq < 10_000; seq += 1) receiver = receive(receiver, seq, seq).stream;
  expect(receiver.held.size).toBe(15);
  expect(receiver.received).toBe(0);
});

test('a repetition is not acknowledged, so it is repeated for ever', () => {
  const first = receive(open(), 1, 1).stream;
  const paid = { ...first, ackOwed: false };
  expect(receive(paid, 1, 1)).toEqual({ stream: { ...paid, ackOwed: true }, due: [] });
});

test('what is acknowledged is repeated', () => {
  const acked = acknowledge(saying(5), 3, 0, TIMING);
  expect(acked?.unacked).toEqual([4, 5]);
  expect(acked && resend(acked, 0, TIMING).again.map(({ seq }) => seq)).toEqual([4, 5]);
});

test('an acknowledgement that was overtaken takes something back', () => {
  const acked = acknowledge(saying(5), 3, 0, TIMING);
  expect(acked && acknowledge(acked, 1, 0, TIMING)).toBe(acked);
});

test('an acknowledgement of what was never said passes', () => {
  expect(acknowledge(saying(2), 3, 0, TIMING)).toBeNull();
});

test('repetitions come ever faster, or stop', () => {
  let stream = saying(1);
  const waits: number[] = [];
  for (let count = 0; count < 6; count += 1) {
    const now = stream.resendAt ?? Number.NaN;
    stream = resend(stream, now, TIMING).stream;
    waits.push((stream.resendAt ?? Number.NaN) - now);
  }
  expect(waits).toEqual([2_000, 4_000, 8_000, 8_000, 8_000, 8_000]);
});

test('after an answer the wait stays long', () => {
  const slow = resend(saying(2), 1_000, TIMING).stream;
  expect(acknowledge(slow, 1, 2_000, TIMING)?.resendAt).toBe(3_000);
  expect(acknowledge(slow, 2, 2_000, TIMING)?.resendAt).toBeNull();
});
