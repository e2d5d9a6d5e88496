/** The small steps that the others are made of: say something, tell the player something, end. */
import type { Dispute, FatalRefusal } from './codes.ts';
import { type Frame, type Message, printFrame, type Signal } from './messages.ts';
import type { Effect, Notice, SessionState, Step } from './state.ts';
import { enqueue, UNACKED_MAX, unacked } from './stream.ts';
import type { SessionEnd } from './view.ts';

export function still(state: SessionState): Step {
  return { state, effects: [] };
}

/** One step after the other. */
export function andThen(first: Step, next: (state: SessionState) => Step): Step {
  const second = next(first.state);
  if (first.effects.length === 0) return second;
  return { state: second.state, effects: [...first.effects, ...second.effects] };
}

export function notice(state: SessionState, told: Omit<Notice, 'type'>): Step {
  return { state, effects: [{ type: 'notice', ...told }] };
}

/** Whether their hello has come over the present link: only then can they take what we say. */
export function isGreeted({ link, hello }: SessionState): boolean {
  return link === 'open' && hello.theirs !== null;
}

/** Says a message on the stream. Without a link it is kept, and sent over the next one. */
export function say(state: SessionState, message: Message): Step {
  // An honest peer acknowledges long before; one that never does must not make us keep ever more.
  return unacked(state.stream).length < UNACKED_MAX ? push(state, message) : endFlooded(state);
}

/** Sends a message that has its number. */
export function sendMessage(state: SessionState, seq: number, message: Message): Step {
  if (!isGreeted(state)) return still(state);
  return sendFrame(state, { ...message, seq, ack: state.stream.received });
}

type WithoutAck<Union> = Union extends unknown ? Omit<Union, 'ack'> : never;

export function sendSignal(state: SessionState, signal: WithoutAck<Signal>): Step {
  if (!isGreeted(state)) return still(state);
  return sendFrame(state, { ...signal, ack: state.stream.received });
}

export function sendHello(state: SessionState): Step {
  const { mine } = state.hello;
  if (state.link !== 'open' || mine === null) return still(state);
  const resendAt = state.now + state.timing.resendMs;
  return sendFrame({ ...state, hello: { ...state.hello, resendAt } }, mine);
}

/**
 * Ends the session for good. With a farewell it lingers: the link stays open until the farewell is acknowledged,
 * or `lingerMs` has passed, because closing a WebRTC link may throw away what was just sent.
 */
export function end(state: SessionState, ended: SessionEnd, farewell: Message | null): Step {
  if (farewell === null || state.link !== 'open') return hangUp({ ...state, ended });
  return push({ ...state, ended, closeAt: state.now + state.timing.lingerMs }, farewell);
}

/** Ends a session that cannot go on, and says why. */
export function endRefused(state: SessionState, code: FatalRefusal): Step {
  return end(state, { reason: 'refused', code }, { t: 'abort', code });
}

/**
 * What the two sides remember does not fit. Our hello says so from now on, and is repeated until theirs does; nothing
 * else is said.
 */
export function endDisputed(state: SessionState, code: Dispute): Step {
  const ended = { reason: 'disputed', code, closed: false } as const;
  const { hello } = state;
  const mine = hello.mine === null ? null : { ...hello.mine, dispute: code };
  const closeAt = state.now + state.timing.handshakeMs;
  return sendHello({ ...state, ended, hello: { ...hello, mine }, closeAt });
}

/** Ends the session with a peer that sends too much: says so once, and does not wait for an answer. */
export function endFlooded(state: SessionState): Step {
  return andThen(endRefused(state, 'session/flood'), hangUp);
}

/** The link is no good: the session goes on over another one. */
export function loseLink(state: SessionState): Step {
  return { state: withoutLink(state), effects: [{ type: 'hang-up' }] };
}

/** What had to be caught up with over this link, has to be over the next one. */
export function withoutLink(state: SessionState): SessionState {
  const catching = state.catching === null ? null : ({ until: 'hello' } as const);
  return { ...state, link: 'down', catching };
}

export function hangUp(state: SessionState): Step {
  return { state: { ...state, link: 'closed', closeAt: null }, effects: [{ type: 'close' }] };
}

function push(state: SessionState, message: Message): Step {
  // What both logs have to have in common grows with our own plies: what was acknowledged before is never asked for again.
  const stream = enqueue(state.stream, message, state.now, message.t === 'ply');
  return sendMessage({ ...state, stream }, stream.sent, message);
}

function sendFrame(state: SessionState, frame: Frame): Step {
  const effects: Effect[] = [{ type: 'send', text: printFrame(frame) }];
  if (!state.stream.ackOwed || frame.t === 'hello') return { state, effects };
  return { state: { ...state, stream: { ...state.stream, ackOwed: false } }, effects };
}
