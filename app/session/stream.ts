/**
 * A reliable stream over frames that may be lost, repeated and reordered, and over links that come and go: what is said
 * on one side is heard on the other exactly once and in order.
 *
 * Messages are numbered from 1. The receiver acknowledges the highest number up to which it has handled all of
 * them, repeated on every frame it sends; the sender repeats what is not acknowledged. A WebRTC data channel does the
 * same for as long as it lives; this stream does not depend on one channel. On a new link both sides say first how
 * far they have heard (`Standing`), and go on from there.
 */

/** How far ahead of the next message others are kept. Beyond it they are dropped: they will be repeated. */
export const WINDOW = 16;

/** Most messages waiting for their acknowledgement, and most that are kept. A game has a handful at most. */
export const UNACKED_MAX = 64;

export interface Stream<Message> {
  /** Number of the last message said. */
  readonly sent: number;
  /**
   * What was said and is kept, oldest first; the last has the number `sent`. An acknowledged message is kept until the page
   * is turned (`enqueue`), for a peer whose storage has lost the end of what it had heard.
   */
  readonly said: readonly Message[];
  /** Number up to which the peer has acknowledged what was said. */
  readonly acked: number;
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
    said: [],
    acked: 0,
    received: 0,
    held: new Map(),
    ackOwed: false,
    resendAt: null,
    resendMs: timing.resendMs,
  };
}

/** A stream of an earlier page, from what it had stored. */
export function reopenStream<Message>(
  timing: ResendTiming,
  { sent, said, received }: Pick<Stream<Message>, 'sent' | 'said' | 'received'>,
): Stream<Message> {
  return { ...openStream<Message>(timing), sent, said, received, acked: sent - said.length };
}

/** Number of the first message that can still be repeated. */
export function keptFrom({ sent, said }: Pick<Stream<unknown>, 'sent' | 'said'>): number {
  return sent - said.length + 1;
}

/** What waits for its acknowledgement, oldest first. */
export function unacked<Message>({ sent, said, acked }: Stream<Message>): readonly Message[] {
  return acked === sent ? [] : said.slice(acked - sent);
}

/**
 * Says a message, which gets the number `sent` of the stream returned. `turnsPage`: what was acknowledged before it
 * will not be asked for again. Nor is it kept beyond `UNACKED_MAX`.
 */
export function enqueue<Message>(
  stream: Stream<Message>,
  message: Message,
  now: number,
  turnsPage: boolean,
): Stream<Message> {
  return {
    ...stream,
    sent: stream.sent + 1,
    said: [...(turnsPage || stream.said.length >= UNACKED_MAX ? unacked(stream) : stream.said), message],
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
  if (ack <= stream.acked) return stream;
  const resendAt = ack === stream.sent ? null : now + timing.resendMs;
  return { ...stream, acked: ack, resendAt, resendMs: timing.resendMs };
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
  return {
    stream: { ...stream, resendMs, resendAt: now + resendMs },
    again: unacked(stream).map((message, index) => ({ seq: stream.acked + 1 + index, message })),
  };
}

/**
 * On a new link the peer says that it has heard all up to `heard`, which must be kept or acknowledged (`keptFrom`): the
 * rest is due at once. That may be less than it had acknowledged before, if its storage has lost the end.
 */
export function resume<Message>(
  stream: Stream<Message>,
  heard: number,
  now: number,
  timing: ResendTiming,
): Stream<Message> {
  const resendAt = heard === stream.sent ? null : now;
  return { ...stream, acked: heard, resendAt, resendMs: timing.resendMs, held: new Map(), ackOwed: false };
}
