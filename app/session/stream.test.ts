import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  acknowledge,
  enqueue,
  keptFrom,
  openStream,
  receive,
  reopenStream,
  resend,
  resume,
  type Stream,
  unacked,
  UNACKED_MAX,
} from './stream.ts';

const TIMING = { resendMs: 1_000, resendMaxMs: 8_000 };
const open = (): Stream<number> => openStream(TIMING);

/** Says 1 to `count`. */
function saying(count: number, now = 0): Stream<number> {
  return Array.from({ length: count }, (_, index) => index + 1).reduce(
    (stream, message) => enqueue(stream, message, now, false),
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
  expect(acked && unacked(acked)).toEqual([4, 5]);
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

test('a peer whose storage lost the end of what it had heard does not hear it again', () => {
  const acked = acknowledge(saying(3), 3, 0, TIMING) ?? open();
  expect(keptFrom(acked)).toBe(1);
  const again = resume(acked, 2, 5_000, TIMING);
  expect(again.resendAt).toBe(5_000);
  expect(resend(again, 5_000, TIMING).again).toEqual([{ seq: 3, message: 3 }]);
});

test('the page is turned on what is not acknowledged, or never', () => {
  const acked = acknowledge(saying(3), 2, 0, TIMING) ?? open();
  const turned = enqueue(acked, 4, 0, true);
  expect(turned.said).toEqual([3, 4]);
  expect(keptFrom(turned)).toBe(3);
});

test('two who never make a ply keep all that they ever said', () => {
  let stream = open();
  for (let message = 1; message <= 1_000; message += 1) {
    stream = acknowledge(enqueue(stream, message, 0, false), message, 0, TIMING) ?? open();
    expect(stream.said.length).toBeLessThanOrEqual(UNACKED_MAX);
  }
  expect(stream.said.at(-1)).toBe(1_000);
});

test('what was held on the last link is taken for what comes on this one', () => {
  const ahead = receive(open(), 3, 33).stream;
  const resumed = resume(ahead, 0, 0, TIMING);
  expect(resumed.held.size).toBe(0);
  expect(resumed.received).toBe(0);
});

test('a stream that was stored starts again from nothing', () => {
  const before = acknowledge(saying(5), 2, 0, TIMING) ?? open();
  const after = reopenStream(TIMING, before);
  expect(after).toMatchObject({ sent: 5, acked: 0, received: 0, said: [1, 2, 3, 4, 5] });
  expect(resume(after, 4, 0, TIMING)).toMatchObject({ acked: 4, resendAt: 0 });
});
