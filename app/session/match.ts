/** One game of a session, as one side knows it. Later games of the session are rematches. */
import { type Move, opponent, outcome, type Player, type Position, START } from '../game/index.ts';
import { type DrawOffers, fallen, NO_OFFERS } from './draw.ts';
import { digest, link, shortDigest } from './hash.ts';
import { join, moverOf, played, type Verdict } from './verdict.ts';

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
    verdict: null,
    theyStopped: false,
    draw: NO_OFFERS,
    rematch: { mine: 'none', theirs: 'none' },
  };
}

/** The next game: sides swapped, its id derived from this one's, so that it needs no toss. */
export function rematchOf(match: Match): Match {
  return newMatch({
    id: shortDigest('rematch', match.id),
    number: match.number + 1,
    me: opponent(match.me),
    players: { X: match.players.O, O: match.players.X },
  });
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
  const { draw } = match;
  return {
    ...match,
    position,
    head,
    moves: [...match.moves, move],
    verdict: end === null ? match.verdict : join(match.verdict, played(end)),
    draw: mine ? { ...draw, theirs: fallen(draw.theirs) } : { ...draw, mine: fallen(draw.mine) },
  };
}

export function withVerdict(match: Match, verdict: Verdict): Match {
  return { ...match, verdict: join(match.verdict, verdict) };
}
