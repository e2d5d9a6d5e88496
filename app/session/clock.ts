/** What a session does because time has passed. */
import { andThen, end, endRefused, hangUp, sendHello, sendMessage, sendSignal, still } from './outbox.ts';
import type { SessionState, Step } from './state.ts';
import { resend } from './stream.ts';

/** When the runtime sends the next `tick`, on the clock of the events (ms); null when time changes nothing. */
export function wakeAt(state: SessionState): number | null {
  if (state.link !== 'open') return null;
  const times = state.closeAt === null ? livingTimes(state) : [state.closeAt];
  if (state.stream.resendAt !== null && state.hello.theirs !== null) times.push(state.stream.resendAt);
  if (!state.hello.heard) times.push(state.hello.resendAt);
  return Math.min(...times);
}

function livingTimes({ pulse, timing, now, match }: SessionState): number[] {
  const quietAt = pulse.heardAt + timing.quietAfterMs;
  const times = [pulse.nextPingAt, quietAt > now ? quietAt : pulse.heardAt + timing.lostAfterMs];
  if (match === null) times.push(pulse.openedAt + timing.handshakeMs);
  return times;
}

/** Whether the link is open, but nothing has been heard for longer than a ping should take. */
export function isQuiet({ pulse, timing, now }: SessionState): boolean {
  return now - pulse.heardAt >= timing.quietAfterMs;
}

/** `due`: when this tick should have come, as `wakeAt` said before it. */
export function tick(woken: SessionState, due: number | null): Step {
  if (woken.link !== 'open') return still(woken);
  const state = due === null ? woken : excuseSleep(woken, due);
  const { now, timing, pulse } = state;
  if (state.closeAt !== null) return now >= state.closeAt ? hangUp(state) : repeatDue(state);
  if (now - pulse.heardAt >= timing.lostAfterMs) return end(state, { reason: 'lost' }, null);
  if (state.match === null && now - pulse.openedAt >= timing.handshakeMs) {
    return andThen(endRefused(state, 'session/handshake-timeout'), repeatDue);
  }
  return andThen(now >= pulse.nextPingAt ? ping(state) : still(state), repeatDue);
}

/**
 * A tick that comes much too late shows that this page was asleep (a hidden tab, a locked phone), and could not
 * hear anything. The silence is no sign of the peer's: it gets the rest of the time to answer the next ping. Once,
 * because a page whose timers are slowed down has only late ticks, and still hears every frame.
 */
function excuseSleep(state: SessionState, due: number): SessionState {
  const { pulse, timing, now } = state;
  if (now - due < timing.pingEveryMs || pulse.excused) return state;
  const heardAt = Math.max(pulse.heardAt, now - timing.quietAfterMs);
  return { ...state, pulse: { ...pulse, heardAt, excused: true } };
}

function ping(state: SessionState): Step {
  const { now, pulse, timing } = state;
  const n = pulse.pings + 1;
  const asked = { ...pulse, pings: n, askedAt: now, nextPingAt: now + timing.pingEveryMs };
  return sendSignal({ ...state, pulse: asked }, { t: 'ping', n });
}

/** Repeats what may have been lost. Before their hello nobody can take our messages. */
function repeatDue(state: SessionState): Step {
  const { now, hello, stream, timing } = state;
  const helloDue = !hello.heard && now >= hello.resendAt;
  const greeted = helloDue ? sendHello(state) : still(state);
  if (hello.theirs === null || stream.resendAt === null || now < stream.resendAt) return greeted;
  const { stream: waiting, again } = resend(stream, now, timing);
  return again.reduce(
    (step, { seq, message }) => andThen(step, (next) => sendMessage(next, seq, message)),
    andThen(greeted, (next) => still({ ...next, stream: waiting })),
  );
}
