/** A frame arrived: whatever it is, it gives a state and a few effects, and never an exception. */
import { mayHaveClaimed, missedAfterMs } from './absence.ts';
import { hearCommit, hearForeignHello, hearHello, hearReveal, witnessPly } from './handshake.ts';
import { hear, type HearRefusal } from './hear.ts';
import { type Match, withClaims } from './match.ts';
import {
  type ForeignHello,
  type Frame,
  type GameMessage,
  isSequenced,
  type Message,
  parseFrame,
  type Saying,
  type Sequenced,
  type Signal,
} from './messages.ts';
import { andThen, end, endFlooded, hangUp, loseLink, notice, say, sendSignal, still } from './outbox.ts';
import type { Guard, Notice, PageState, SessionState, Step } from './state.ts';
import { acknowledge, keptFrom, receive } from './stream.ts';
import { tallied } from './tally.ts';
import type { SessionEnd } from './view.ts';

export function hearFrame(before: SessionState, text: string): Step {
  if (before.link !== 'open') return still(before);
  const guard = counted(before.guard, before.now);
  const state = { ...before, guard };
  const frame = parseFrame(text);
  if (state.ended !== null) return frame.ok ? hearLast(state, frame.value) : still(state);
  if (guard.frames > state.timing.framesPerSecondMax) return endFlooded(state);
  if (!frame.ok) return refused(state, null, { code: frame.error });
  return andThen(andThen(hearParsed(state, frame.value), caughtUp), payAck);
}

/** Only what can be understood is a sign of life. */
function alive(state: SessionState): SessionState {
  return { ...state, pulse: { ...state.pulse, heardAt: state.now, excused: false } };
}

function caughtUp(state: SessionState): Step {
  const { catching, stream } = state;
  if (catching?.until !== 'answer' || catching.n !== null || stream.received < catching.seq)
    return still(state);
  const pulse = { ...state.pulse, gapMs: 0, missedAfterMs: missedAfterMs(state.timing, false) };
  return still({ ...state, catching: null, pulse });
}

function hearParsed(state: SessionState, frame: Frame | ForeignHello): Step {
  switch (frame.t) {
    case 'hello':
      return hearHello(alive(state), frame);
    case 'foreign-hello':
      return hearForeignHello(state, frame);
    default:
      // Overtook their hello: dropped, and repeated by them.
      return state.hello.theirs === null ? still(state) : hearAcknowledging(alive(state), frame);
  }
}

function hearAcknowledging(state: SessionState, frame: Signal | Sequenced): Step {
  const stream = acknowledge(state.stream, frame.ack, state.now, state.timing);
  if (stream === null) return refused(state, null, { code: 'frame/bad-ack' });
  // They say nothing but their hello before they have heard ours.
  const hello = state.hello.heard ? state.hello : { ...state.hello, heard: true };
  const acknowledged = { ...state, stream, hello };
  return isSequenced(frame) ? hearSequenced(acknowledged, frame) : hearSignal(acknowledged, frame);
}

function hearSignal(state: SessionState, signal: Signal): Step {
  switch (signal.t) {
    case 'ack':
      return still(state);
    case 'ping':
      return sendSignal(state, { t: 'pong', n: signal.n });
    case 'pong':
      return still(measured(answered(state, signal.n), signal.n));
    case 'page':
      return hearPage(state, signal.state);
  }
}

/** On a slow link the next ping has gone out before the answer to the last one comes. */
function answered(state: SessionState, n: number): SessionState {
  const { catching, pulse } = state;
  if (catching?.until !== 'answer' || catching.n === null || n < catching.n || n > pulse.pings) return state;
  return { ...state, catching: { ...catching, n: null } };
}

function measured(state: SessionState, n: number): SessionState {
  const { pings, askedAt } = state.pulse;
  if (n !== pings || askedAt === null) return state;
  return { ...state, pulse: { ...state.pulse, askedAt: null, roundTripMs: state.now - askedAt } };
}

function hearPage(state: SessionState, page: PageState): Step {
  if (page !== 'closing') return still({ ...state, away: { ...state.away, hidden: page === 'hidden' } });
  return loseLink({ ...state, away: { ...state.away, closedAt: state.now } });
}

function hearSequenced(state: SessionState, frame: Sequenced): Step {
  const { stream, due } = receive(state.stream, frame.seq, frame);
  let step = still({ ...state, stream });
  for (const [index, message] of due.entries()) {
    if (step.state.ended !== null) break;
    const seq = frame.seq + index;
    // What is sent meanwhile acknowledges what has been handled, and not yet the rest.
    step = andThen(step, (now) =>
      hearMessage({ ...now, stream: { ...now.stream, received: seq } }, seq, message),
    );
  }
  return step;
}

function hearMessage(state: SessionState, seq: number, message: Message): Step {
  switch (message.t) {
    case 'commit':
      return hearCommit(state, message.hash) ?? refused(state, seq, { code: 'toss/unexpected' });
    case 'reveal':
      return hearReveal(state, message.secret) ?? refused(state, seq, { code: 'toss/unexpected' });
    case 'refuse':
      // Counted like a refusal of ours: both mean that the two programs do not understand each other.
      return blamed(withoutRefusedClaim(state, message), (counting) => notice(counting, refusalOf(message)));
    case 'bye':
      return hearGoodbye(
        { ...state, away: { ...state.away, closedAt: state.now } },
        { reason: 'left', by: 'them' },
      );
    case 'abort':
      return hearGoodbye(state, { reason: 'refused', code: message.code });
    default:
      if (state.match === null) return refused(state, seq, { code: 'game/not-begun' });
      return hearGameMessage(state, state.match, seq, message);
  }
}

function hearGameMessage(state: SessionState, match: Match, seq: number, message: GameMessage): Step {
  if (message.t === 'claim' && !mayHaveClaimed(state, seq)) {
    return refused(state, seq, { code: 'claim/too-soon' });
  }
  const heard = hear(match, message);
  if (!heard.ok) return refused(state, seq, heard.error);
  const next = tallied(state, heard.value.match);
  const { news } = heard.value;
  const told = news === null ? still(next) : notice(next, { code: news });
  return message.t === 'ply' ? andThen(told, (after) => witnessPly(after, message.ply)) : told;
}

/** They were there all the time, and know it: the game goes on for both. */
function withoutRefusedClaim(state: SessionState, { of, code }: Saying<'refuse'>): SessionState {
  const { stream } = state;
  const claim = of === null ? undefined : stream.said[of - keptFrom(stream)];
  const isMine = claim?.t === 'claim' && claim.game === state.match?.id;
  if (code !== 'claim/too-soon' || !isMine || state.match === null) return state;
  return { ...state, match: withClaims(state.match, { mine: null }) };
}

function refusalOf({ code, rule }: Saying<'refuse'>): Omit<Notice, 'type'> {
  return { code: 'peer/refused', refusal: code, ...(rule !== null && { rule }) };
}

/** Nothing of what was refused is taken over; the player is told, and so is the peer. */
function refused(state: SessionState, of: number | null, refusal: HearRefusal): Step {
  const { code, rule = null } = refusal;
  return blamed(state, (counting) =>
    andThen(notice(counting, refusal), (told) => say(told, { t: 'refuse', of, code, rule })),
  );
}

/** They wait for the acknowledgement before they close the link. */
function hearGoodbye(state: SessionState, ended: SessionEnd): Step {
  return andThen(sendSignal(state, { t: 'ack' }), (acknowledged) => end(acknowledged, ended, null));
}

function blamed(state: SessionState, next: (state: SessionState) => Step): Step {
  const refusals = state.guard.refusals + 1;
  const counting = { ...state, guard: { ...state.guard, refusals } };
  return refusals > state.timing.refusalsMax ? endFlooded(counting) : next(counting);
}

/** What has been handled is acknowledged at once, unless a frame of this step has said so already. */
function payAck(state: SessionState): Step {
  return state.stream.ackOwed && state.link === 'open' ? sendSignal(state, { t: 'ack' }) : still(state);
}

/** After the end only one thing is still of interest: that they have heard our goodbye, or know of the dispute too. */
function hearLast(state: SessionState, frame: Frame | ForeignHello): Step {
  if (frame.t === 'hello' && state.ended?.reason === 'disputed') {
    return frame.dispute === null ? still(state) : hangUp(state);
  }
  if (!('ack' in frame)) return still(state);
  const stream = acknowledge(state.stream, frame.ack, state.now, state.timing);
  if (stream === null) return still(state);
  const acknowledged = { ...state, stream };
  const isLast = stream !== state.stream && stream.acked === stream.sent;
  return isLast ? hangUp(acknowledged) : still(acknowledged);
}

function counted(guard: Guard, now: number): Guard {
  const sameSecond = now - guard.since < 1_000;
  return { ...guard, since: sameSecond ? guard.since : now, frames: sameSecond ? guard.frames + 1 : 1 };
}
