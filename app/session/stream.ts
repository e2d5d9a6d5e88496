/**
 * A reliable stream over frames that may be lost, repeated and reordered: what is said on one side is heard on the
 * other exactly once and in order.
 *
 * Messages are numbered from 1. The receiver acknowledges the highest number up to which it has handled all of
 * them, repeated on every frame it sends; the sender repeats what is not acknowledged. A WebRTC data channel does the
 * same for as long as it lives; this stream does not depend on one channel, so that a session can later move to
 * a new one without losing or repeating anything.
 */

/** How far ahead of the next message others are kept. Beyond it they are dropped: they will be repeated. */
export const WINDOW = 16;

/** Most messages waiting for their acknowledgement. A game has a handful at most. */
export const UNACKED_MAX = 64;

export interface Stream<Message> {
  /** Number of the last message said. */
  readonly sent: number;
  /** Said and not yet acknowledged, oldest first; the last has the number `sent`. */
  readonly unacked: readonly Message[];
  /** Number of the last message heard in order. */
  readonly received: number;
  /** Heard ahead of their turn, by number; each number is in `received + 2 .. received + WINDOW`. */
  readonly held: ReadonlyMap<number, Message>;
  /** Something was heard that no frame has acknowledged yet. */
  readonly ackOwed: boolean;
  /** When what is unacknowledged is repeated, ms; null when there is nothing. */
  readonly resendAt: number | null;
  /** How long the present wait for an acknowledgement is, ms; doubled with each repetition. */
  readonly resendMs: number;
}

export interface ResendTiming {
  readonly resendMs: number;
  readonly resendMaxMs: number;
}

export function openStream<Message>(timing: ResendTiming): Stream<Message> {
  return {
    sent: 0,
    unacked: [],
    received: 0,
    held: new Map(),
    ackOwed: false,
    resendAt: null,
    resendMs: timing.resendMs,
  };
}

/** Says a message, which gets the number `sent` of the stream returned. */
export function enqueue<Message>(stream: Stream<Message>, message: Message, now: number): Stream<Message> {
  return {
    ...stream,
    sent: stream.sent + 1,
    unacked: [...stream.unacked, message],
    resendAt: stream.resendAt ?? now + stream.resendMs,
  };
}

/** Takes an acknowledgement; null when it acknowledges what was never said. An older one than before is no news. */
export function acknowledge<Message>(
  stream: Stream<Message>,
  ack: number,
  now: number,
  timing: ResendTiming,
): Stream<Message> | null {
  if (ack > stream.sent) return null;
  const fresh = ack - (stream.sent - stream.unacked.length);
  if (fresh <= 0) return stream;
  const unacked = stream.unacked.slice(fresh);
  const resendAt = unacked.length === 0 ? null : now + timing.resendMs;
  return { ...stream, unacked, resendAt, resendMs: timing.resendMs };
}

export interface Arrival<Message> {
  readonly stream: Stream<Message>;
  /** What can be handled now, in order: nothing when it came before or is ahead of its turn. */
  readonly due: readonly Message[];
}

export function receive<Message>(stream: Stream<Message>, seq: number, message: Message): Arrival<Message> {
  // A repetition is acknowledged as well: the acknowledgement may be what was lost.
  const owing = stream.ackOwed ? stream : { ...stream, ackOwed: true };
  const next = stream.received + 1;
  if (seq < next || seq >= next + WINDOW) return { stream: owing, due: [] };
  if (seq > next) return { stream: { ...owing, held: new Map(stream.held).set(seq, message) }, due: [] };
  if (stream.held.size === 0) return { stream: { ...owing, received: seq }, due: [message] };

  const held = new Map(stream.held);
  const due = [message];
  for (let following = held.get(seq + 1); following !== undefined;) {
    due.push(following);
    held.delete(seq + due.length - 1);
    following = held.get(seq + due.length);
  }
  return { stream: { ...owing, held, received: seq + due.length - 1 }, due };
}

export interface Numbered<Message> {
  readonly seq: number;
  readonly message: Message;
}

/** What to repeat when `resendAt` has come, and the stream that waits longer for the next time. */
export function resend<Message>(
  stream: Stream<Message>,
  now: number,
  timing: ResendTiming,
): { readonly stream: Stream<Message>; readonly again: readonly Numbered<Message>[] } {
  const resendMs = Math.min(stream.resendMs * 2, timing.resendMaxMs);
  const first = stream.sent - stream.unacked.length + 1;
  return {
    stream: { ...stream, resendMs, resendAt: now + resendMs },
    again: stream.unacked.map((message, index) => ({ seq: first + index, message })),
  };
}
