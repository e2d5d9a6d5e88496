/** What must hold between two honest sides after every single event, whatever the link does. */
import { type Move, play, type Position, START } from '../../game/index.ts';
import { isProvisional } from '../claims.ts';
import type { Match } from '../match.ts';
import type { SessionState } from '../state.ts';
import { moverOf } from '../verdict.ts';
import type { SideName } from './link.ts';

/** Null where there is no page at the moment. */
type Both = Readonly<Record<SideName, SessionState | null>>;

/** An invariant that does not hold; the message says which. */
class Broken extends Error {}

/** Throws `Broken`, with these words. */
export function must(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Broken(what);
}

/** Remembers what it has checked, so that each ply is replayed once for each side. */
export class Invariants {
  readonly #boards: Record<SideName, { id: string; moves: readonly Move[]; position: Position } | null> = {
    a: null,
    b: null,
  };
  /** Each side's match as it was last seen, and the one before it as it ended. */
  readonly #last: Record<SideName, { now: SessionState; ended: Match | null } | null> = { a: null, b: null };
  readonly #mayForget: boolean;

  /** @param mayForget a page may come back with less than it had stored: then only a dispute keeps the two together */
  constructor({ mayForget }: { readonly mayForget: boolean }) {
    this.#mayForget = mayForget;
  }

  /** Checks everything after an event on one side. Throws `Broken`. */
  check(both: Both, changed: SideName): void {
    const { a, b } = both;
    const state = both[changed];
    if (state === null) return;
    must(state.guard.refusals === 0, 'an honest side was refused');
    must(state.ended?.reason !== 'refused', 'an honest session was refused');
    if (this.#mayForget) return;
    must(state.ended?.reason !== 'disputed', 'an honest session is disputed');
    this.#checkBoard(state, changed);
    this.#follow(state, changed);
    if (a === null || b === null) return;
    checkStreams(a, b);
    checkStreams(b, a);
    if (a.match === null || b.match === null) return;
    this.#checkMatches(a.match, b.match);
    if (isQuiescent(a, b)) checkAgreement(a, b);
  }

  /** The board is the replay of the log, and the log only grows. */
  #checkBoard({ match }: SessionState, name: SideName): void {
    if (match === null) return;
    const before = this.#boards[name];
    if (before?.moves === match.moves && before.id === match.id) return;
    const known = before?.id === match.id ? before : { moves: [], position: START };
    must(isPrefix(known.moves, match.moves), 'a log was rewritten');
    let { position } = known;
    for (const move of match.moves.slice(known.moves.length)) {
      const after = play(position, move);
      must(after.ok, 'an illegal move stands in a log');
      position = after.value;
    }
    must(isSamePosition(position, match.position), 'a board is not the replay of its log');
    this.#boards[name] = { id: match.id, moves: match.moves, position };
  }

  #follow(now: SessionState, name: SideName): void {
    const last = this.#last[name];
    const before = last?.now ?? null;
    if (before?.match?.id === now.match?.id) {
      this.#last[name] = { now, ended: last?.ended ?? null };
      return;
    }
    // Messages that were held arrive in one event: what the first of them did to the old game was not seen.
    const sawItEnd = before !== null && now.stream.received <= before.stream.received + 1;
    this.#last[name] = { now, ended: sawItEnd ? before.match : null };
  }

  #checkMatches(a: Match, b: Match): void {
    must(Math.abs(a.number - b.number) <= 1, 'one side is two games ahead');
    const endedA = this.#last.a?.ended ?? null;
    const endedB = this.#last.b?.ended ?? null;
    if (a.number < b.number) checkSameGame(a, endedB);
    if (b.number < a.number) checkSameGame(b, endedA);
    if (a.number !== b.number) return;
    checkSameGame(a, b);
    if (endedA !== null && endedB !== null) checkSame(endedA, endedB);
  }
}

function checkSameGame(a: Match, b: Match | null): void {
  if (b === null) return;
  must(a.id === b.id, 'two games under one number');
  must(a.me !== b.me, 'both play the same marks');
  checkLogs(a, b);
  checkLogs(b, a);
}

/** Two logs differ by one ply at most, and it is made by the side that has it. */
function checkLogs(shorter: Match, longer: Match): void {
  if (shorter.moves.length > longer.moves.length) return;
  must(isPrefix(shorter.moves, longer.moves), 'the logs differ');
  const ahead = longer.moves.length - shorter.moves.length;
  must(ahead <= 1, 'a log is two plies ahead');
  if (ahead === 1) must(moverOf(shorter.moves.length) === longer.me, 'a side has a ply that is not its own');
}

function checkStreams(sender: SessionState, receiver: SessionState): void {
  const { acked } = sender.stream;
  must(receiver.stream.received <= sender.stream.sent, 'heard what was never said');
  must(acked <= receiver.stream.received, 'acknowledged what was not handled');
  must(receiver.stream.held.size < 16, 'too much is held');
}

/** Everything that either side has said has been handled by the other. */
function isQuiescent(a: SessionState, b: SessionState): boolean {
  return isDone(a) && isDone(b) && a.stream.received === b.stream.sent && b.stream.received === a.stream.sent;
}

/** After a hello on the present link, and all that the other side had said before it. */
function isDone({ ended, link, hello, catching, stream }: SessionState): boolean {
  return (
    ended === null && link === 'open' && hello.heard && catching === null && stream.acked === stream.sent
  );
}

/** Whether the two sides have come to the same end; throws `Broken` where they have come to two. */
export function agreement(a: SessionState, b: SessionState): boolean {
  if (a.ended?.reason === 'left' || b.ended?.reason === 'left') return true;
  if (a.ended?.reason === 'disputed' && b.ended?.reason === 'disputed') {
    must(a.ended.code === b.ended.code, 'two different disputes');
    return true;
  }
  if (!isQuiescent(a, b)) return false;
  checkAgreement(a, b);
  const provisional = [a, b].some(({ match }) => match !== null && isProvisional(match));
  must(!provisional, 'a claim is still provisional');
  return true;
}

function checkAgreement(a: SessionState, b: SessionState): void {
  if (a.match === null || b.match === null) return;
  must(a.match.id === b.match.id, 'different games');
  checkSame(a.match, b.match);
  must(a.match.rematch.mine === b.match.rematch.theirs, 'different views of a rematch offer');
  must(a.match.rematch.theirs === b.match.rematch.mine, 'different views of a rematch offer');
  must(isSameValue(a.match.draw.mine, b.match.draw.theirs), 'different views of a draw offer');
  must(isSameValue(a.match.draw.theirs, b.match.draw.mine), 'different views of a draw offer');
  must(a.tally.mine === b.tally.theirs && a.tally.theirs === b.tally.mine, 'different scores');
  must(a.tally.drawn === b.tally.drawn, 'different scores');
}

function checkSame(a: Match, b: Match): void {
  must(a.moves.length === b.moves.length && isPrefix(a.moves, b.moves), 'settled logs differ');
  must(a.head === b.head, 'settled chains differ');
  must(isSameValue(a.verdict, b.verdict), 'settled results differ');
}

function isPrefix(start: readonly Move[], whole: readonly Move[]): boolean {
  return start === whole || start.every((move, ply) => whole[ply] === move);
}

function isSamePosition(one: Position, other: Position): boolean {
  if (one === other) return true;
  const sameBoards = one.boards.every((marks, board) => marks === other.boards[board]);
  return sameBoards && one.won === other.won && one.drawn === other.drawn && one.next === other.next;
}

/** For the small plain values of this floor, which are always built with their fields in the same order. */
function isSameValue(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
