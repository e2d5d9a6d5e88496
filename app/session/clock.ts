/** What a session does because time has passed. */
import { absenceOf } from './absence.ts';
import {
  andThen,
  endRefused,
  hangUp,
  isGreeted,
  loseLink,
  sendHello,
  sendMessage,
  sendSignal,
  still,
} from './outbox.ts';
import type { SessionState, Step } from './state.ts';
import { resend } from './stream.ts';

/** When the runtime sends the next `tick`, on the clock of the events (ms); null when time changes nothing. */
export function wakeAt(state: SessionState): number | null {
  const times = [...linkTimes(state), ...absenceTimes(state)];
  return times.length === 0 ? null : Math.min(...times);
}

function linkTimes(state: SessionState): number[] {
  const { link, closeAt, hello, stream } = state;
  if (link !== 'open') return [];
  const times = closeAt === null ? livingTimes(state) : [closeAt];
  if (isGreeted(state) && stream.resendAt !== null && !isQuiet(state)) {
    // What was held back while the link was quiet is due once it is heard again, and not late.
    times.push(Math.max(stream.resendAt, state.pulse.heardAt));
  }
  if (!hello.heard) times.push(hello.resendAt);
  return times;
}

function livingTimes(state: SessionState): number[] {
  const { pulse, timing, now } = state;
  const alive = aliveAt(state);
  const quietAt = alive + timing.quietAfterMs;
  const times = [quietAt > now ? quietAt : alive + timing.lostAfterMs];
  if (isGreeted(state)) times.push(pulse.nextPingAt);
  if (isStuck(state) || isUnanswered(state)) times.push(stuckSince(state) + timing.handshakeMs);
  return times;
}

/**
 * When a claim becomes possible the view changes. This page looks at the clock now and then besides, so as to notice
 * when it was asleep meanwhile, and not waiting.
 */
function absenceTimes(state: SessionState): number[] {
  const { match, now, timing, ended } = state;
  const absence = match?.verdict === null ? absenceOf(state) : null;
  if (absence === null || (ended !== null && absence.mayClaimAt <= now)) return [];
  const soon = now + timing.pingEveryMs;
  return [absence.mayClaimAt > now ? Math.min(absence.mayClaimAt, soon) : soon];
}

/** A link that has just opened counts as a sign of life. */
function aliveAt({ pulse }: SessionState): number {
  return Math.max(pulse.heardAt, pulse.openedAt);
}

/** Whether the link is open, but nothing has been heard for longer than a ping should take. */
export function isQuiet(state: SessionState): boolean {
  return state.now - aliveAt(state) >= state.timing.quietAfterMs;
}

/** They answer, but what they owe from before does not come: the toss, or what they had said when the link opened. */
function isStuck(state: SessionState): boolean {
  const { match, catching, stream } = state;
  const owes = catching?.until === 'answer' && stream.received < catching.seq;
  return isGreeted(state) && !isQuiet(state) && (match === null || owes);
}

/** What they had to say while this page was away waits for it to wake. */
function stuckSince({ pulse }: SessionState): number {
  return Math.max(pulse.openedAt, pulse.awakeAt);
}

/** They are heard, but do not answer our ping. */
function isUnanswered({ catching }: SessionState): boolean {
  return catching?.until === 'answer' && catching.n !== null;
}

export function tick(state: SessionState): Step {
  if (state.link !== 'open') return still(state);
  const { now, timing, pulse, closeAt } = state;
  if (closeAt !== null) return now >= closeAt ? hangUp(state) : repeatDue(state);
  if (now - aliveAt(state) >= timing.lostAfterMs) return loseLink(state);
  if (isStuck(state) && now - stuckSince(state) >= timing.handshakeMs) {
    return andThen(endRefused(state, 'session/handshake-timeout'), repeatDue);
  }
  if (isUnanswered(state) && now - stuckSince(state) >= timing.handshakeMs) return loseLink(state);
  const pinged = isGreeted(state) && now >= pulse.nextPingAt ? ping(state) : still(state);
  return andThen(pinged, repeatDue);
}

/**
 * An event that comes much later than the tick that was due shows that this page was asleep (a hidden tab, a locked
 * phone), and could not hear anything. So the silence is no sign of the peer's: it gets `quietAfterMs` to answer the next
 * ping. Once, because a page whose timers are slowed down has only late ticks, and still hears every frame. And
 * until all that was sent meanwhile has come, the player does not move.
 */
export function wake(before: SessionState, due: number | null, now: number): Step {
  const { pulse, timing, link, catching } = before;
  const state = { ...before, now };
  const isLate = due !== null && now - due >= timing.asleepAfterMs;
  if (!isLate || link === 'closed' || before.ended !== null) return still(state);
  const patience = timing.lostAfterMs - timing.quietAfterMs;
  const heardAt = pulse.excused ? pulse.heardAt : Math.max(pulse.heardAt, now - patience);
  const awake = { ...state, pulse: { ...pulse, heardAt, awakeAt: now, excused: true, gapMs: null } };
  if (!isGreeted(awake)) return still({ ...awake, catching: { until: 'hello' } });
  const seq = catching?.until === 'answer' ? catching.seq : before.stream.received;
  return ping({ ...awake, catching: { until: 'answer', seq, n: pulse.pings + 1 } });
}

export function ping(state: SessionState): Step {
  const { now, pulse, timing } = state;
  const n = pulse.pings + 1;
  const asked = { ...pulse, pings: n, askedAt: now, nextPingAt: now + timing.pingEveryMs };
  return sendSignal({ ...state, pulse: asked }, { t: 'ping', n });
}

/**
 * Repeats what may have been lost. Before their hello nobody can take our messages; and while nothing is heard at all,
 * more of the same would only stand in the way of the first packet that gets through.
 */
export function repeatDue(state: SessionState): Step {
  const { now, hello, stream, timing } = state;
  const helloDue = !hello.heard && now >= hello.resendAt;
  const greeted = helloDue ? sendHello(state) : still(state);
  const due = isGreeted(state) && !isQuiet(state) && stream.resendAt !== null && now >= stream.resendAt;
  if (!due) return greeted;
  const { stream: waiting, again } = resend(stream, now, timing);
  return again.reduce(
    (step, { seq, message }) => andThen(step, (next) => sendMessage(next, seq, message)),
    andThen(greeted, (next) => still({ ...next, stream: waiting })),
  );
}
