/**
 * From the open link to the game: the hellos, and before the first game the toss. Why that is done so stands in
 * `toss.ts`, and how two sides that meet again compare what they remember, in `resume.ts`.
 */
import type { Player } from '../game/index.ts';
import { ping, repeatDue } from './clock.ts';
import { type Match, newMatch, withClaims } from './match.ts';
import type { ForeignHello, Hello } from './messages.ts';
import { PROTOCOL } from './messages.ts';
import { andThen, endDisputed, endRefused, say, sendHello, sendSignal, still } from './outbox.ts';
import { disputeBetween, standingOf } from './resume.ts';
import type { SessionState, Step } from './state.ts';
import { resume } from './stream.ts';
import { chooseRecord, commitmentOf, draw, type TossRecord, withCommitment, withTheirPly } from './toss.ts';

/** Our hello, as it is said and repeated on a link that has just opened. */
export function greet(state: SessionState): Step {
  const { build, nonce, toss } = state.hello;
  const standing = standingOf(state);
  const dispute = state.ended?.reason === 'disputed' ? state.ended.code : null;
  const mine: Hello = { t: 'hello', protocol: PROTOCOL, build, caps: [], nonce, toss, standing, dispute };
  return sendHello({ ...state, hello: { ...state.hello, mine, theirs: null, heard: false } });
}

/** Their hello on this link: go on from where both are. A repeated hello is no news. */
export function hearHello(state: SessionState, theirs: Hello): Step {
  const { mine, peer } = state.hello;
  if (state.hello.theirs !== null || mine === null) return still(state);
  const dispute = theirs.dispute ?? disputeBetween(mine, theirs);
  if (dispute !== null) return endDisputed(state, dispute);
  const greeted: SessionState = {
    ...state,
    hello: { ...state.hello, theirs, peer: theirs.nonce },
    stream: resume(state.stream, theirs.standing.heard, state.now, state.timing),
    match: state.match === null ? null : withFirmClaim(state.match, theirs),
    away: { hidden: false, closedAt: null },
    // Even when there is nothing to wait for: `caughtUp` is what ends it.
    catching:
      state.catching === null
        ? null
        : { until: 'answer', seq: theirs.standing.sent, n: state.pulse.pings + 1 },
  };
  const met = peer === null ? commit(greeted, theirs) : still(greeted);
  return andThen(andThen(andThen(met, repeatDue), ping), sayPage);
}

/** They have told the length of their log, so a ply that would beat our claim is in it, or there is none. */
function withFirmClaim(match: Match, { standing: { game } }: Hello): Match {
  const { mine } = match.claims;
  if (mine === null || mine.firm) return match;
  const noneInTime = game?.id !== match.id || game.ply <= mine.ply;
  return noneInTime ? withClaims(match, { mine: { ...mine, firm: true } }) : match;
}

function sayPage(state: SessionState): Step {
  return state.hidden ? sendSignal(state, { t: 'page', state: 'hidden' }) : still(state);
}

/** The first hello: choose what to toss with, and commit to it. */
function commit(state: SessionState, theirs: Hello): Step {
  const record = chooseRecord(state.self, state.toss.record, theirs.toss, state.secret);
  return andThen(store(state, record), (stored) =>
    say(stored, { t: 'commit', hash: commitmentOf(stored.self, record.secret) }),
  );
}

/** A hello of another version. Ours goes out once more, so that they learn of it whatever was lost. */
export function hearForeignHello(state: SessionState, { protocol }: ForeignHello): Step {
  if (state.hello.theirs !== null) return still(state);
  const older = protocol < PROTOCOL ? 'them' : 'me';
  const ended = { reason: 'refused', code: 'session/version', older } as const;
  // Their stream may not be ours, so nothing is said on it: the link closes once the hello had time to arrive.
  const lingering = { ...state, ended, closeAt: state.now + state.timing.lingerMs };
  return sendHello(lingering);
}

/** Their commitment: once it is stored, our secret may be shown. Null when a second one comes. */
export function hearCommit(state: SessionState, hash: string): Step | null {
  const { record, revealed } = state.toss;
  if (record === null || revealed) return null;
  const held = withCommitment(record, hash);
  if (held === null) return endRefused(state, 'toss/commitment-changed');
  const ready = { ...state, toss: { record, revealed: true } };
  return andThen(store(ready, held), (stored) => say(stored, { t: 'reveal', secret: held.secret }));
}

/** Their secret: the toss is decided. Null when none is due. */
export function hearReveal(state: SessionState, secret: string): Step | null {
  const { record, revealed } = state.toss;
  const { nonce, peer } = state.hello;
  if (record === null || !revealed || peer === null || state.match !== null) return null;
  if (commitmentOf(state.peer, secret) !== record.theirs) return endRefused(state, 'toss/bad-reveal');

  const { me, gameId } = draw(
    { id: state.self, secret: record.secret, nonce },
    { id: state.peer, secret, nonce: peer },
  );
  const players: Record<Player, string> =
    me === 'X' ? { X: state.self, O: state.peer } : { X: state.peer, O: state.self };
  return still({ ...state, match: newMatch({ id: gameId, number: 1, me, players }) });
}

/** They made a ply: that shows how far they are with the toss. */
export function witnessPly(state: SessionState, ply: number): Step {
  const { record } = state.toss;
  return record === null ? still(state) : store(state, withTheirPly(record, ply));
}

function store(state: SessionState, record: TossRecord): Step {
  if (record === state.toss.record) return still(state);
  return {
    state: { ...state, toss: { ...state.toss, record } },
    effects: [{ type: 'store-toss', peer: state.peer, record }],
  };
}
