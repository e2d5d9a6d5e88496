/** Games and matches for the tests of this floor. */
import { outcome, parseGame, turn } from '../game/index.ts';
import type { GameView, SessionView } from '../session/index.ts';
import type { Match } from '../store/match.ts';

export const PEER = 'rare-geckos-jam';

/** X wins the boards 5, 8 and 2, in 17 plies. */
export const X_WINS = '51 12 23 38 81 15 57 78 84 42 25 58 87 72 24 45 54';

/** A game as the player of X sees it, from its moves in notation. */
export function gameOf(moves: string, given: Partial<GameView> = {}): GameView {
  const parsed = parseGame(moves);
  if (!parsed.ok) throw new Error(`${moves}: ${JSON.stringify(parsed.error)}`);
  const { position, moves: played } = parsed.value;
  return {
    id: '5eed',
    number: 1,
    me: 'X',
    position,
    moves: played,
    result: null,
    provisional: false,
    mayPlay: turn(position) === (given.me ?? 'X') && (given.result ?? outcome(position)) === null,
    drawOffer: 'none',
    mayOfferDraw: turn(position) === 'X',
    rematch: 'none',
    mayOfferRematch: false,
    ...given,
  };
}

export function matchOf(
  game: GameView | null,
  session: Partial<SessionView> = {},
  match: Partial<Match> = {},
): Match {
  return {
    peer: PEER,
    step: null,
    failure: null,
    connection: { state: 'playing' },
    path: 'direct',
    unrelayed: false,
    claimAt: null,
    kept: true,
    notices: [],
    session: {
      phase: game === null ? 'connecting' : 'playing',
      game,
      link: 'open',
      absence: null,
      mayClaim: false,
      catchingUp: false,
      roundTripMs: 20,
      ended: null,
      score: { mine: 0, theirs: 0, drawn: 0 },
      ...session,
    },
    ...match,
  };
}
