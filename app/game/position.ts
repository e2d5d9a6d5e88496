import { FULL, hasLine, sizeOf } from './grid.ts';
import type { BoardIndex } from './move.ts';

/**
 * A position: immutable, and equal field by field to any other with the same marks and the same forced board. Read
 * it with the functions of `inspect.ts`; the fields are for this floor, and for a search.
 *
 * Marks are kept as 18 bits: X's nine squares (see `grid.ts`) in bits 0..8, O's in bits 9..17. One such number
 * holds a local board, and one holds the global board, whose squares are the local boards.
 */
export interface Position {
  /** Nine local boards: who has marked which cell. */
  readonly boards: readonly number[];
  /** The global board: who has won which local board. */
  readonly won: number;
  /** Nine bits: the local boards that are full and won by nobody. */
  readonly drawn: number;
  /** Where the next ply may be played: a local board 0..8, `ANY_BOARD`, or `NO_BOARD` once the game is over. */
  readonly next: number;
  /** Plies played, 0..81: even when X is to move. */
  readonly plies: number;
}

/** A value of `next`: every open local board may be played. */
export const ANY_BOARD = 9;
/** A value of `next`: the game is over. */
export const NO_BOARD = 10;

/** The empty board, X to move, anywhere. */
export const START: Position = {
  boards: [0, 0, 0, 0, 0, 0, 0, 0, 0],
  won: 0,
  drawn: 0,
  next: ANY_BOARD,
  plies: 0,
};

/** How far to the left X's nine bits stand in 18 bits of marks. */
export const X_SHIFT = 0;
/** How far to the left O's nine bits stand in 18 bits of marks. */
export const O_SHIFT = 9;

/** The squares that one player holds in 18 bits of marks. */
export function squaresHeld(marks: number, shift: number): number {
  return (marks >> shift) & FULL;
}

/** The squares that either player holds in 18 bits of marks. */
export function squaresTaken(marks: number): number {
  return (marks | (marks >> O_SHIFT)) & FULL;
}

/** The 18 bits of a local board. */
export function marksAt(position: Position, board: BoardIndex): number {
  return position.boards[board] ?? 0;
}

/** The cells of a local board that nobody has marked. */
export function freeCells(position: Position, board: BoardIndex): number {
  return FULL & ~squaresTaken(marksAt(position, board));
}

/** The local boards that are won or full. */
export function closedBoards(position: Position): number {
  return squaresTaken(position.won) | position.drawn;
}

/** The local boards in which the next ply may be played. */
export function playableBoards(position: Position): number {
  if (position.next === NO_BOARD) return 0;
  return position.next === ANY_BOARD ? FULL & ~closedBoards(position) : 1 << position.next;
}

/**
 * The position that has these marks: what is won, drawn and over follows from them. Nothing is checked.
 *
 * @param boards nine
 * @param next where the next ply may be played if the game still runs: 0..8 or `ANY_BOARD`
 */
export function positionOf(boards: readonly number[], next: number): Position {
  let [won, drawn, plies] = [0, 0, 0];
  for (const [board, marks] of boards.entries()) {
    const [xs, os] = [squaresHeld(marks, X_SHIFT), squaresHeld(marks, O_SHIFT)];
    if (hasLine(xs)) won |= 1 << (board + X_SHIFT);
    if (hasLine(os)) won |= 1 << (board + O_SHIFT);
    if (!hasLine(xs) && !hasLine(os) && squaresTaken(marks) === FULL) drawn |= 1 << board;
    plies += sizeOf(xs) + sizeOf(os);
  }
  const decided = hasLine(squaresHeld(won, X_SHIFT)) || hasLine(squaresHeld(won, O_SHIFT));
  const over = decided || (squaresTaken(won) | drawn) === FULL;
  return { boards, won, drawn, next: over ? NO_BOARD : next, plies };
}
