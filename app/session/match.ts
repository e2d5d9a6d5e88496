/** One game of a session, as one side knows it. Later games of the session are rematches. */
import { type Move, opponent, outcome, play, type Player, type Position, START } from '../game/index.ts';
import { claimed, type Claims, NO_CLAIMS, withdrawnBy } from './claims.ts';
import { type DrawOffers, fallen, NO_OFFERS } from './draw.ts';
import { digest, link, shortDigest } from './hash.ts';
import { join, moverOf, played, type Settled, type Verdict } from './verdict.ts';

/** Where the rematch offer of one side stands. */
type RematchOffer = 'none' | 'asked' | 'declined';

export interface Match {
  readonly id: string;
  /** 1 for the first game of the session. */
  readonly number: number;
  readonly me: Player;
  /** Who plays what, by peer id. */
  readonly players: Readonly<Record<Player, string>>;
  readonly position: Position;
  readonly moves: readonly Move[];
  /** Head of the hash chain over the players and all moves, 64 hex digits. */
  readonly head: string;
  /** The head before the last move; null before the first. */
  readonly before: string | null;
  /** How the game ended, claims aside. */
  readonly settled: Settled | null;
  readonly claims: Claims;
  /** How the game ended: it follows from what is settled, the claims and the log. */
  readonly verdict: Verdict | null;
  /** They said something that is said only by a side for which the game is over: nothing more of theirs belongs to it. */
  readonly theyStopped: boolean;
  readonly draw: DrawOffers;
  readonly rematch: { readonly mine: RematchOffer; readonly theirs: RematchOffer };
}

/**
 * A game from its beginning. The chain starts with the hash of the game's id and both players, so that a
 * signature over any later head covers who played, which game, and every move in it.
 */
export function newMatch(game: {
  id: string;
  number: number;
  me: Player;
  players: Readonly<Record<Player, string>>;
}): Match {
  return {
    ...game,
    position: START,
    moves: [],
    head: digest('chain', game.id, game.players.X, game.players.O),
    before: null,
    settled: null,
    claims: NO_CLAIMS,
    verdict: null,
    theyStopped: false,
    draw: NO_OFFERS,
    rematch: { mine: 'none', theirs: 'none' },
  };
}

/** The id of the game after this one: derived, so that it needs no toss. */
export function nextIdOf(id: string): string {
  return shortDigest('rematch', id);
}

/**
 * The next game: a new one with the sides swapped. After two claims against each other, which are no result, it is the
 * same one from where it stood.
 */
export function rematchOf({ id, number, me, players, verdict, moves }: Match): Match {
  const next = { id: nextIdOf(id), number: number + 1 };
  if (verdict?.by === 'claims') return replay(newMatch({ ...next, me, players }), moves);
  return newMatch({ ...next, me: opponent(me), players: { X: players.O, O: players.X } });
}

/** The game after these moves, which the rules must accept: throws a RangeError where they do not. */
export function replay(match: Match, moves: readonly Move[]): Match {
  return moves.reduce((before, move) => {
    const after = play(before.position, move);
    if (!after.ok) throw new RangeError(`${after.error} at ply ${before.moves.length}`);
    return withPly(before, move, after.value, headAfter(before, move));
  }, match);
}

export function isMyTurn(match: Match): boolean {
  return moverOf(match.moves.length) === match.me;
}

/** The chain's head after one more move. */
export function headAfter(match: Match, move: Move): string {
  return link(match.head, match.moves.length, move);
}

/** Appends a ply that the rules have accepted: `position` is what they gave. */
export function withPly(match: Match, move: Move, position: Position, head: string): Match {
  const mine = isMyTurn(match);
  const end = outcome(position);
  const { draw, claims, settled } = match;
  return ruled({
    ...match,
    position,
    head,
    before: match.head,
    moves: [...match.moves, move],
    settled: end === null ? settled : join(settled, played(end)),
    draw: mine ? { ...draw, theirs: fallen(draw.theirs) } : { ...draw, mine: fallen(draw.mine) },
    claims: withdrawnBy(claims, mine ? 'mine' : 'theirs'),
  });
}

export function settledBy(match: Match, settled: Settled): Match {
  return ruled({ ...match, settled: join(match.settled, settled) });
}

export function withClaims(match: Match, claims: Partial<Claims>): Match {
  return ruled({ ...match, claims: { ...match.claims, ...claims } });
}

function ruled(match: Match): Match {
  const { me, settled, claims, moves } = match;
  return { ...match, verdict: settled ?? claimed(me, claims, moves.length) };
}
