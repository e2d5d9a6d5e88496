/**
 * One game between two people, and its rematches, as a pure state machine: `(state, event) -> { state, effects }`.
 * Both sides run it; neither is the host. Time and randomness come in from outside.
 */
import { isQuiet, tick, wakeAt } from './clock.ts';
import { type Command, mayOfferDraw, mayOfferRematch, obey } from './commands.ts';
import { stands } from './draw.ts';
import { hearFrame } from './inbound.ts';
import type { Match } from './match.ts';
import { isLabel, PROTOCOL } from './messages.ts';
import { andThen, end, hangUp, notice, say, sendHello, still } from './outbox.ts';
import {
  DEFAULT_TIMING,
  type SessionEvent,
  type SessionInit,
  type SessionState,
  type Step,
} from './state.ts';
import { openStream } from './stream.ts';
import { NO_SCORE, tallied, withMatch } from './tally.ts';
import { isSecret, memoryOf, nonceOf } from './toss.ts';
import { resultOf } from './verdict.ts';
import type { GameView, RematchState, SessionView } from './view.ts';

/** A session before its link is open. Throws a RangeError when `init` breaks its contract. */
export function createSession(init: SessionInit): Step {
  const { self, peer, build, secret, at } = init;
  if (self === peer || /\n/.test(self + peer)) throw new RangeError('two different peer ids are needed');
  if (!isSecret(secret)) throw new RangeError('the secret is not 64 lower-case hex digits');
  if (!isLabel(build)) throw new RangeError('the name of the build does not fit a hello');
  const toss = init.toss?.self === self ? init.toss : null;
  const timing = { ...DEFAULT_TIMING, ...init.timing };
  const nonce = nonceOf(self, secret);
  return still({
    self,
    peer,
    secret,
    timing,
    now: at,
    link: 'opening',
    hello: {
      mine: { t: 'hello', protocol: PROTOCOL, build, caps: [], nonce, toss: memoryOf(self, toss) },
      theirs: null,
      heard: false,
      resendAt: at,
    },
    toss: { record: toss, revealed: false },
    stream: openStream(timing),
    match: null,
    tally: NO_SCORE,
    pulse: {
      openedAt: at,
      heardAt: at,
      excused: false,
      nextPingAt: at,
      pings: 0,
      askedAt: null,
      roundTripMs: null,
    },
    guard: { since: at, frames: 0, refusals: 0 },
    ended: null,
    closeAt: null,
  });
}

/** What one event makes of a session. An event that comes at the wrong time never throws. */
export function step(before: SessionState, event: SessionEvent): Step {
  const state = { ...before, now: Math.max(before.now, event.at) };
  switch (event.type) {
    case 'link-open':
      return openLink(state);
    case 'link-closed':
      return closeLink(state);
    case 'frame':
      return hearFrame(state, event.text);
    case 'tick':
      return tick(state, wakeAt(before));
    case 'leave':
      return leave(state, event.closing);
    default:
      return command(state, event);
  }
}

function openLink(state: SessionState): Step {
  if (state.link !== 'opening' || state.ended !== null) return still(state);
  const { now, pulse } = state;
  // The first ping goes out at once, so that the round trip can be shown from the start.
  const alive = { ...pulse, openedAt: now, heardAt: now, nextPingAt: now };
  return sendHello({ ...state, link: 'open', pulse: alive });
}

function closeLink(state: SessionState): Step {
  return still({ ...state, link: 'closed', closeAt: null, ended: state.ended ?? { reason: 'lost' } });
}

function leave(state: SessionState, closing: boolean): Step {
  if (state.ended !== null) return state.link === 'open' && closing ? hangUp(state) : still(state);
  const reason = closing ? 'closing' : 'left';
  const gone = end(state, { reason: 'left', by: 'me' }, { t: 'bye', reason });
  return closing && gone.state.link === 'open' ? andThen(gone, hangUp) : gone;
}

function command(state: SessionState, order: Command): Step {
  if (state.ended !== null || state.match === null) return notice(state, { code: 'command/not-playing' });
  const done = obey(state.match, order);
  if (!done.ok) return notice(state, { code: done.error });
  return say(tallied(state, done.value.match), done.value.say);
}

export function viewOf(state: SessionState): SessionView {
  const { match, ended, pulse, tally } = state;
  return {
    phase: phaseOf(state),
    game: match === null ? null : gameOf(match, ended !== null),
    link: ended !== null ? 'closed' : state.link === 'open' && isQuiet(state) ? 'quiet' : state.link,
    roundTripMs: pulse.roundTripMs,
    ended,
    score: match === null ? tally : withMatch(tally, match),
  };
}

function phaseOf({ ended, match, hello, link }: SessionState): SessionView['phase'] {
  if (ended !== null) return 'ended';
  if (match !== null) return match.verdict === null ? 'playing' : 'over';
  if (hello.theirs !== null) return 'tossing';
  return link === 'open' ? 'greeting' : 'connecting';
}

function gameOf(match: Match, ended: boolean): GameView {
  const { draw, verdict } = match;
  return {
    id: match.id,
    number: match.number,
    me: match.me,
    position: match.position,
    moves: match.moves,
    result: resultOf(verdict),
    drawOffer:
      verdict !== null ? 'none' : stands(draw.mine) ? 'mine' : stands(draw.theirs) ? 'theirs' : 'none',
    mayOfferDraw: !ended && mayOfferDraw(match),
    rematch: rematchState(match, ended),
    mayOfferRematch: !ended && mayOfferRematch(match),
  };
}

function rematchState({ rematch: { mine, theirs } }: Match, ended: boolean): RematchState {
  if (ended && (mine === 'asked' || theirs === 'asked')) return 'withdrawn';
  if (theirs === 'asked') return 'theirs';
  if (mine === 'asked') return 'mine';
  if (mine === 'declined') return 'declined-by-them';
  return theirs === 'declined' ? 'declined-by-me' : 'none';
}
