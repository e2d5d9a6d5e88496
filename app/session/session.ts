/**
 * One game between two people, and its rematches, as a pure state machine: `(state, event) -> { state, effects }`.
 * Both sides run it; neither is the host. Time and randomness come in from outside.
 */
import { absenceOf, mayClaim, mayHaveMissedUs, missedAfterMs } from './absence.ts';
import { isProvisional } from './claims.ts';
import { isQuiet, ping, tick, wake, wakeAt } from './clock.ts';
import { type Command, mayOfferDraw, mayOfferRematch, obey } from './commands.ts';
import { stands } from './draw.ts';
import { greet } from './handshake.ts';
import { hearFrame } from './inbound.ts';
import { isMyTurn, type Match } from './match.ts';
import { isLabel } from './messages.ts';
import { andThen, end, isGreeted, loseLink, notice, say, sendSignal, still, withoutLink } from './outbox.ts';
import { isSameRecord, matchOf, recordOf } from './record.ts';
import {
  DEFAULT_TIMING,
  type Effect,
  type PageState,
  type SessionEvent,
  type SessionInit,
  type SessionResumption,
  type SessionState,
  type SessionTiming,
  type Step,
} from './state.ts';
import { openStream, reopenStream } from './stream.ts';
import { NO_SCORE, tallied, withMatch } from './tally.ts';
import { isSecret, memoryOf, nonceOf, type TossMemory } from './toss.ts';
import { resultOf } from './verdict.ts';
import type { GameView, RematchState, SessionView } from './view.ts';

/** A session before its link is open. Throws a RangeError when `init` breaks its contract. */
export function createSession(init: SessionInit): Step {
  const { self, peer, build, secret, at, timing } = init;
  if (self === peer || /\n/.test(self + peer)) throw new RangeError('two different peer ids are needed');
  if (!isSecret(secret)) throw new RangeError('the secret is not 64 lower-case hex digits');
  const toss = init.toss?.self === self ? init.toss : null;
  const whole = { ...DEFAULT_TIMING, ...timing };
  const state: SessionState = {
    ...waking(whole, build, at),
    self,
    peer,
    secret,
    hello: unheard(build, nonceOf(self, secret), memoryOf(self, toss), null),
    toss: { record: toss, revealed: false },
    stream: openStream(whole),
    match: null,
    tally: NO_SCORE,
    ended: null,
  };
  return storing(still(state), null);
}

/** A session that goes on after its page was closed or loaded again. It wants a link, unless it has ended. */
export function resumeSession({ record, silentMs, build, at, timing }: SessionResumption): SessionState {
  const { self, peer, secret, memory, nonce, toss, revealed, score, sent, said, received, ended } = record;
  const whole = { ...DEFAULT_TIMING, ...timing };
  return {
    ...waking(whole, build, at),
    self,
    peer,
    secret,
    link: ended === null || ended.reason === 'disputed' ? 'down' : 'closed',
    hello: unheard(build, nonceOf(self, secret), memory, nonce),
    toss: { record: toss, revealed },
    stream: reopenStream(whole, { sent, said, received }),
    match: matchOf(record),
    tally: score,
    ended,
    ...(silentMs !== null && { pulse: silentSince(whole, at, silentMs) }),
  };
}

/** Of a page that said goodbye when it went. */
function silentSince(timing: SessionTiming, at: number, silentMs: number): SessionState['pulse'] {
  const { pulse } = waking(timing, '-', at);
  return { ...pulse, heardAt: at - silentMs, gapMs: 0, missedAfterMs: missedAfterMs(timing, true) };
}

/** What a page does not remember. */
function waking(timing: SessionTiming, build: string, at: number): Omit<SessionState, keyof Remembered> {
  if (!isLabel(build)) throw new RangeError('the name of the build does not fit a hello');
  return {
    timing,
    now: at,
    link: 'down',
    pulse: {
      openedAt: at,
      heardAt: at,
      awakeAt: at,
      excused: false,
      gapMs: null,
      missedAfterMs: missedAfterMs(timing, false),
      nextPingAt: at,
      pings: 0,
      askedAt: null,
      roundTripMs: null,
    },
    hidden: false,
    away: { hidden: false, closedAt: null },
    begunAt: at,
    catching: { until: 'hello' },
    guard: { since: at, frames: 0, refusals: 0 },
    closeAt: null,
  };
}

type Remembered = Pick<
  SessionState,
  'self' | 'peer' | 'secret' | 'hello' | 'toss' | 'stream' | 'match' | 'tally' | 'ended'
>;

function unheard(
  build: string,
  nonce: string,
  toss: TossMemory | null,
  peer: string | null,
): SessionState['hello'] {
  return { build, nonce, toss, peer, mine: null, theirs: null, heard: false, resendAt: 0 };
}

/** What one event makes of a session. An event that comes at the wrong time never throws. */
export function step(before: SessionState, event: SessionEvent): Step {
  const now = Math.max(before.now, event.at);
  const woken = wake(before, wakeAt(before), now);
  return storing(
    andThen(woken, (state) => take(state, event)),
    before,
  );
}

function take(state: SessionState, event: SessionEvent): Step {
  switch (event.type) {
    case 'link-open':
      return openLink(state);
    case 'link-closed':
      return closeLink(state);
    case 'frame':
      return hearFrame(state, event.text);
    case 'tick':
      return tick(state);
    case 'nudge':
      return state.ended === null ? ping(state) : still(state);
    case 'page':
      return turnPage(state, event.state);
    case 'leave':
      return leave(state);
    case 'end-disputed':
      return endWithoutResult(state);
    default:
      return command(state, event);
  }
}

/**
 * What has changed is stored before anything is sent that follows from it; the toss first, since without its secret a
 * session that has committed to it is worth nothing.
 */
function storing({ state, effects }: Step, before: SessionState | null): Step {
  if (before !== null && isSameRecord(before, state)) return { state, effects };
  const isToss = ({ type }: Effect): boolean => type === 'store-toss';
  const store: Effect = { type: 'store', record: recordOf(state) };
  return {
    state,
    effects: [...effects.filter(isToss), store, ...effects.filter((effect) => !isToss(effect))],
  };
}

function openLink(state: SessionState): Step {
  const { now, pulse, away, timing } = state;
  // After a dispute the other side may still have to find out; an older program may have become a newer one.
  const ended = isOtherVersion(state.ended) ? null : state.ended;
  if (ended !== null && ended.reason !== 'disputed') return still(state);
  const gapMs = pulse.gapMs === null ? null : Math.max(pulse.gapMs, now - pulse.heardAt);
  const opened = { ...state, pulse: { ...pulse, openedAt: now, gapMs, askedAt: null } };
  // After a short break there is no claim that a move could be too late for: the player goes on as if nothing had been.
  const isBehind = state.catching !== null || mayHaveMissedUs(opened);
  return greet({
    ...opened,
    ended,
    link: 'open',
    away: { ...away, closedAt: null },
    catching: isBehind ? { until: 'hello' } : null,
    closeAt: ended === null ? null : now + timing.handshakeMs,
  });
}

function isOtherVersion(ended: SessionState['ended']): boolean {
  return ended?.reason === 'refused' && ended.code === 'session/version';
}

function closeLink(state: SessionState): Step {
  return still(state.ended === null ? withoutLink(state) : { ...state, link: 'closed', closeAt: null });
}

function turnPage(before: SessionState, page: PageState): Step {
  const state = { ...before, hidden: page === 'hidden' };
  const said = state.ended === null ? sendSignal(state, { t: 'page', state: page }) : still(state);
  if (page !== 'closing') return said;
  return andThen(said, state.ended === null && state.link === 'open' ? goAway : still);
}

/** They need not wait long before they claim: if this page stays after all, it cannot tell whether they did. */
function goAway(state: SessionState): Step {
  return loseLink({ ...state, pulse: { ...state.pulse, gapMs: null } });
}

function leave(state: SessionState): Step {
  if (state.ended !== null) return still(state);
  return end(state, { reason: 'left', by: 'me' }, { t: 'bye' });
}

function endWithoutResult(state: SessionState): Step {
  const { ended } = state;
  if (ended?.reason !== 'disputed') return notice(state, { code: 'command/no-dispute' });
  return still({ ...state, ended: { ...ended, closed: true } });
}

function command(state: SessionState, order: Command): Step {
  const { match, ended, catching } = state;
  const isClaim = order.type === 'claim';
  if (match === null || (ended !== null && !isClaim)) return notice(state, { code: 'command/not-playing' });
  if (isClaim && !mayClaim(state)) return notice(state, { code: 'command/may-not-claim' });
  // What is said now must rest on all that was said before. A claim is made because nobody is there to hear.
  if (catching !== null && !isClaim) return notice(state, { code: 'command/catching-up' });
  const done = obey(match, order);
  if (!done.ok) return notice(state, { code: done.error });
  const next = tallied(state, done.value.match);
  // They have left for good: nobody is going to hear it, or to object.
  return ended === null ? say(next, done.value.say) : still(next);
}

export function viewOf(state: SessionState): SessionView {
  const { match, ended, pulse, tally, catching } = state;
  return {
    phase: phaseOf(state),
    game: match === null ? null : gameOf(match, state),
    link: linkOf(state),
    roundTripMs: pulse.roundTripMs,
    absence: absenceOf(state),
    mayClaim: mayClaim(state),
    catchingUp: catching !== null,
    ended,
    score: match === null ? tally : withMatch(tally, match),
  };
}

function phaseOf({ ended, match, hello, link }: SessionState): SessionView['phase'] {
  if (ended !== null) return 'ended';
  if (match !== null) return match.verdict === null ? 'playing' : 'over';
  if (hello.peer !== null) return 'tossing';
  return link === 'open' ? 'greeting' : 'connecting';
}

function linkOf(state: SessionState): SessionView['link'] {
  if (state.ended !== null || state.link !== 'open') return state.ended !== null ? 'closed' : 'down';
  if (!isGreeted(state)) return 'greeting';
  return isQuiet(state) ? 'quiet' : 'open';
}

function gameOf(match: Match, { ended, catching }: SessionState): GameView {
  const { draw, verdict } = match;
  const isOn = ended === null;
  return {
    id: match.id,
    number: match.number,
    me: match.me,
    position: match.position,
    moves: match.moves,
    result: resultOf(verdict),
    provisional: isOn && isProvisional(match),
    mayPlay: isOn && verdict === null && catching === null && isMyTurn(match),
    drawOffer:
      verdict !== null ? 'none' : stands(draw.mine) ? 'mine' : stands(draw.theirs) ? 'theirs' : 'none',
    mayOfferDraw: isOn && catching === null && mayOfferDraw(match),
    rematch: rematchState(match, !isOn),
    mayOfferRematch: isOn && catching === null && mayOfferRematch(match),
  };
}

function rematchState({ rematch: { mine, theirs } }: Match, ended: boolean): RematchState {
  if (ended && (mine === 'asked' || theirs === 'asked')) return 'withdrawn';
  if (theirs === 'asked') return 'theirs';
  if (mine === 'asked') return 'mine';
  if (mine === 'declined') return 'declined-by-them';
  return theirs === 'declined' ? 'declined-by-me' : 'none';
}
