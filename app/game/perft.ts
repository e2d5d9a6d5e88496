import { firstOf, sizeOf, withoutFirst } from './grid.ts';
import { legalMoves, playUnchecked } from './play.ts';
import { freeCells, playableBoards, type Position } from './position.ts';

/**
 * How many lines of exactly `depth` more plies there are from a position: the count by which chess programs
 * prove and time their move generators. A game that is over earlier has no such line.
 *
 * As is usual there, the moves of the last ply are counted and not played (bulk counting).
 *
 * @param depth plies, a whole number from 0
 */
export function perft(position: Position, depth: number): number {
  if (depth === 0) return 1;
  if (depth === 1) return countMoves(position);
  let leaves = 0;
  for (const move of legalMoves(position)) leaves += perft(playUnchecked(position, move), depth - 1);
  return leaves;
}

function countMoves(position: Position): number {
  let count = 0;
  for (let boards = playableBoards(position); boards !== 0; boards = withoutFirst(boards)) {
    count += sizeOf(freeCells(position, firstOf(boards)));
  }
  return count;
}
