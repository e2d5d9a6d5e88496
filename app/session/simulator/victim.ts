/** A side that is honest, before a peer that is not (`attack.ts`): checks after every event that nothing is lost by it. */
import { legalMoves } from '../../game/index.ts';
import { wakeAt } from '../clock.ts';
import { type Match, newMatch, replay } from '../match.ts';
import { parseSessionRecord, recordOf } from '../record.ts';
import { resumeSession, step, viewOf } from '../session.ts';
import { DEFAULT_TIMING, type SessionState } from '../state.ts';
import { UNACKED_MAX, WINDOW } from '../stream.ts';
import { type Doing, textOf } from './attack.ts';
import { Duet, SHORTEST_WIN } from './duet.ts';
import { must } from './invariants.ts';
import type { Happening } from './page.ts';

/** What is owed ends the session while the peer is heard, and a peer that falls quiet just before that is lost. */
const WAIT_MAX_MS = DEFAULT_TIMING.handshakeMs + DEFAULT_TIMING.lostAfterMs - DEFAULT_TIMING.quietAfterMs;

/** Ann, who is honest, at some ply of an honest game with Bob, who stops being it. */
export class Victim {
  state: SessionState;
  readonly bob: SessionState;
  now = 0;
  /** What Ann has done herself in this game. */
  did = { resigned: false, drew: false };
  readonly counts = { plies: 0, claims: 0, links: 0, ends: 0, games: 0 };
  /** Since when she is awake, on one link, and may not move. */
  #waitingSince: number | null = null;

  constructor(plies: number) {
    const duet = new Duet().open().playAll(SHORTEST_WIN.slice(0, plies));
    this.state = duet.state('ann');
    this.bob = duet.state('bob');
  }

  feed(event: Happening, isOurs: boolean): void {
    const before = this.state;
    const { state, effects } = step(before, { ...event, at: this.now });
    this.state = state;
    // Each of at most 16 held messages gives a notice, an answer and a record of the toss; some more close the link.
    must(effects.length <= 3 * WINDOW + UNACKED_MAX + 8, 'one event has too many effects');
    this.#check(before, isOurs ? event.type : null);
  }

  wait(ms: number): void {
    const until = this.now + ms;
    for (let at = wakeAt(this.state); at !== null && at <= until; at = wakeAt(this.state)) {
      this.now = Math.max(this.now, at);
      this.feed({ type: 'tick' }, false);
    }
    this.now = until;
  }

  reload(): void {
    const record = parseSessionRecord(JSON.parse(JSON.stringify(recordOf(this.state))));
    if (record === null) throw new Error('what the peer has made of the session cannot be stored');
    this.state = resumeSession({ record, silentMs: null, build: 'ann', at: this.now });
    this.#waitingSince = null;
  }

  #check(before: SessionState, command: string | null): void {
    const { state } = this;
    must(state.stream.said.length <= UNACKED_MAX + 1, 'too much is kept');
    must(state.stream.held.size < WINDOW, 'too much is held');
    must(state.guard.refusals <= DEFAULT_TIMING.refusalsMax + 1, 'refusals go on for ever');
    // Another version may have become the same one, on a new link.
    const isFinal = before.ended?.reason !== 'refused' || before.ended.code !== 'session/version';
    if (before.ended !== null && isFinal) {
      must(state.ended?.reason === before.ended.reason, 'an end is no end');
    }
    if (state.ended !== null && before.ended === null) this.counts.ends += 1;
    if (before.match !== null && state.match !== null) {
      // A step in which this page wakes up cannot tell either.
      const slept = before.pulse.awakeAt !== state.pulse.awakeAt;
      this.#checkGame(before.match, state.match, command, slept ? null : before.pulse.gapMs);
    }
    this.#checkMoving(before);
  }

  #checkGame(before: Match, after: Match, command: string | null, gapMs: number | null): void {
    if (after.id !== before.id) {
      // Only the rematch that both wanted.
      must(before.verdict !== null, 'a running game was replaced');
      if (command === null) must(before.rematch.mine === 'asked', 'a rematch that nobody asked for');
      this.did = { resigned: false, drew: false };
      this.counts.games += 1;
      return;
    }
    if (command === 'resign') this.did.resigned = true;
    if (command === 'offer-draw' || command === 'accept-draw') this.did.drew = true;
    this.#checkLog(before, after, command);
    const { verdict, me } = after;
    if (verdict?.by === 'resignation')
      must(verdict.winner === me || this.did.resigned, 'resigned by the other');
    if (verdict?.by === 'agreement') must(this.did.drew, 'a draw that was not agreed');
    if (verdict?.by !== 'claim' || before.verdict !== null) return;
    this.counts.claims += 1;
    if (verdict.winner === me) must(command === 'claim', 'claimed by the other');
    // Theirs: this side was gone for long enough, or cannot tell.
    else if (command === null) must((gapMs ?? Infinity) >= 30_000, 'a claim that came too soon');
  }

  #checkLog(before: Match, after: Match, command: string | null): void {
    if (after.moves === before.moves) return;
    must(
      before.moves.every((move, at) => after.moves[at] === move),
      'a log was rewritten',
    );
    must(after.moves.length === before.moves.length + 1, 'two plies at once');
    // The turn tells whose ply it is; ours come of our own commands alone.
    const mine = (before.moves.length % 2 === 0) === (before.me === 'X');
    must((command === 'play') === mine, 'a ply of the wrong side');
    const { id, number, me, players } = after;
    const again = replay(newMatch({ id, number, me, players }), after.moves);
    must(
      JSON.stringify(after.position) === JSON.stringify(again.position),
      'a board is not the replay of its log',
    );
    must(after.head === again.head, 'a chain is not the one of its log');
    if (!mine) this.counts.plies += 1;
  }

  /** Either she may move when it is her turn, or she waits for the peer: not for long while it is heard. */
  #checkMoving(before: SessionState): void {
    const { state } = this;
    const { game, catchingUp } = viewOf(state);
    const isMine =
      game?.result === null && state.ended === null && (game.moves.length % 2 === 0) === (game.me === 'X');
    if (isMine) must(game.mayPlay !== catchingUp, 'a turn that cannot be played');
    const sameLink =
      before.link === 'open' &&
      before.pulse.openedAt === state.pulse.openedAt &&
      before.pulse.awakeAt === state.pulse.awakeAt;
    const waiting = catchingUp && state.link === 'open' && state.ended === null;
    this.#waitingSince = waiting ? ((sameLink ? this.#waitingSince : null) ?? this.now) : null;
    if (this.#waitingSince !== null) must(this.now - this.#waitingSince <= WAIT_MAX_MS, 'stalled');
  }
}

/** Does what the attack says next. */
export function happen(victim: Victim, what: Doing): void {
  switch (what.do) {
    case 'link-open':
      victim.counts.links += 1;
      return victim.feed({ type: 'link-open' }, false);
    case 'link-closed':
      return victim.feed({ type: 'link-closed' }, false);
    case 'play': {
      const moves = victim.state.match === null ? [] : legalMoves(victim.state.match.position);
      return victim.feed({ type: 'play', move: moves[what.which % (moves.length || 1)] ?? 0 }, true);
    }
    case 'act':
      return victim.feed({ type: what.type }, true);
    case 'claim':
      return victim.feed({ type: 'claim', as: 'win' }, true);
    case 'reload':
      return victim.reload();
    case 'hide':
      return victim.feed({ type: 'page', state: 'hidden' }, false);
    case 'sleep':
      victim.now += what.ms;
      return undefined;
    case 'wait':
      return victim.wait(what.ms);
    default:
      victim.now += 5;
      return victim.feed({ type: 'frame', text: textOf(victim.state, victim.bob, what) }, false);
  }
}
