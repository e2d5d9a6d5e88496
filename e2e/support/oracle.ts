/** Whole games played by independent programs (the rules' own tests replay them too). */
import { ORACLE } from '../../app/game/fixtures/oracle.ts';

function gameOf(result: string, plies: number): string {
  const game = ORACLE.games.find((one) => one.result === result && one.plies === plies);
  if (game === undefined)
    throw new Error(`the oracle has no game of ${plies} plies with the result ${result}`);
  return game.moves;
}

/** X wins by a line. */
export const WIN_FOR_X = gameOf('X', 17);
/** O wins by a line. */
export const WIN_FOR_O = gameOf('O', 20);
/** No open board is left before every cell is filled. */
export const DRAW = gameOf('draw', 39);
