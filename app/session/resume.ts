/**
 * Whether two sides that meet on a new link can go on, from what each remembers.
 *
 * Each side stores the session before it sends anything that follows from it. So what the other has heard of us is always
 * something that we remember, and of two honest logs one is at most one ply longer, by a ply of its own side. All else
 * is a dispute: guessing ("the longer log wins") would let a peer add moves in our name.
 *
 * The comparison is symmetric: both sides hold the same two standings, and come to the same end.
 */
import type { Dispute } from './codes.ts';
import type { GameStanding, Hello, Standing } from './messages.ts';
import { type Match, nextIdOf } from './match.ts';
import type { SessionState } from './state.ts';
import { keptFrom } from './stream.ts';
import { moverOf } from './verdict.ts';

export function standingOf({ hello, stream, match }: SessionState): Standing {
  return {
    peer: hello.peer,
    sent: stream.sent,
    heard: stream.received,
    from: keptFrom(stream),
    game: match === null ? null : gameStandingOf(match),
  };
}

function gameStandingOf({ id, number, me, moves, head, before }: Match): GameStanding {
  return { id, number, plays: me, ply: moves.length, head, before };
}

/** Why the two cannot go on, from their hellos on one link; null when they can. The same on both sides. */
export function disputeBetween(mine: Hello, theirs: Hello): Dispute | null {
  if (!knows(mine, theirs) || !knows(theirs, mine)) return 'resume/other-session';
  const [here, there] = [mine.standing, theirs.standing];
  return gameDispute(here.game, there.game) ?? countDispute(here, there);
}

/** A side that has not heard of the other's session yet goes along with any. */
function knows({ standing }: Hello, other: Hello): boolean {
  return standing.peer === null || standing.peer === other.nonce;
}

function gameDispute(mine: GameStanding | null, theirs: GameStanding | null): Dispute | null {
  if (mine === null || theirs === null) return tossDispute(mine ?? theirs);
  if (mine.number !== theirs.number) {
    const [earlier, later] = mine.number < theirs.number ? [mine, theirs] : [theirs, mine];
    const follows = later.number === earlier.number + 1 && later.id === nextIdOf(earlier.id);
    return follows ? null : 'resume/other-game';
  }
  if (mine.id !== theirs.id || mine.plays === theirs.plays) return 'resume/other-game';
  return mine.ply <= theirs.ply ? logDispute(mine, theirs) : logDispute(theirs, mine);
}

/** One side, or both, does not know the outcome of the toss: the other can have made the first ply. */
function tossDispute(begun: GameStanding | null): Dispute | null {
  if (begun === null) return null;
  if (begun.number !== 1) return 'resume/other-game';
  return begun.ply <= 1 ? null : 'resume/two-apart';
}

function logDispute(shorter: GameStanding, longer: GameStanding): Dispute | null {
  const ahead = longer.ply - shorter.ply;
  if (ahead > 1) return 'resume/two-apart';
  if (shorter.head !== (ahead === 0 ? longer.head : longer.before)) return 'resume/other-chain';
  return ahead === 0 || longer.plays === moverOf(shorter.ply) ? null : 'resume/not-my-ply';
}

function countDispute(mine: Standing, theirs: Standing): Dispute | null {
  if (mine.heard > theirs.sent || theirs.heard > mine.sent) return 'resume/forgotten';
  return mine.heard < theirs.from - 1 || theirs.heard < mine.from - 1 ? 'resume/gap' : null;
}
