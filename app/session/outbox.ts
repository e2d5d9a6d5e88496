/** The small steps that the others are made of: say something, tell the player something, end. */
import type { FatalRefusal } from './codes.ts';
import { type Frame, type Message, printFrame, type Signal } from './messages.ts';
import type { Effect, Notice, SessionState, Step } from './state.ts';
import { enqueue, UNACKED_MAX } from './stream.ts';
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

/** Says a message on the stream. */
export function say(state: SessionState, message: Message): Step {
  // An honest peer acknowledges long before; one that never does must not make us keep ever more.
  return state.stream.unacked.length < UNACKED_MAX ? push(state, message) : endFlooded(state);
}

/** Sends a message that has its number. */
export function sendMessage(state: SessionState, seq: number, message: Message): Step {
  return sendFrame(state, { ...message, seq, ack: state.stream.received });
}

type WithoutAck<Union> = Union extends unknown ? Omit<Union, 'ack'> : never;

export function sendSignal(state: SessionState, signal: WithoutAck<Signal>): Step {
  return sendFrame(state, { ...signal, ack: state.stream.received });
}

export function sendHello(state: SessionState): Step {
  const resendAt = state.now + state.timing.resendMs;
  return sendFrame({ ...state, hello: { ...state.hello, resendAt } }, state.hello.mine);
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

/** Ends the session with a peer that sends too much: says so once, and does not wait for an answer. */
export function endFlooded(state: SessionState): Step {
  return andThen(endRefused(state, 'session/flood'), hangUp);
}

export function hangUp(state: SessionState): Step {
  return { state: { ...state, link: 'closed', closeAt: null }, effects: [{ type: 'close' }] };
}

function push(state: SessionState, message: Message): Step {
  const stream = enqueue(state.stream, message, state.now);
  return sendMessage({ ...state, stream }, stream.sent, message);
}

function sendFrame(state: SessionState, frame: Frame): Step {
  const effects: Effect[] = [{ type: 'send', text: printFrame(frame) }];
  if (!state.stream.ackOwed || frame.t === 'hello') return { state, effects };
  return { state: { ...state, stream: { ...state.stream, ackOwed: false } }, effects };
}
