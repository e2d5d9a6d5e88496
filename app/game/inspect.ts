/** What can be seen of a position: what a screen shows, and what the other floors ask. */
import { has, lineIn, type Line } from './grid.ts';
import { type BoardIndex, boardOf, cellOf, type Move, type Player } from './move.ts';
import {
  ANY_BOARD,
  closedBoards,
  marksAt,
  NO_BOARD,
  O_SHIFT,
  type Position,
  squaresHeld,
  X_SHIFT,
} from './position.ts';

/** How a game ended: `line` are the three local boards that won it; a draw has no winner. */
export type Outcome = { readonly winner: Player; readonly line: Line } | { readonly winner: null };

/** How a local board ended: `line` are the three cells that won it; a full board without a line has no winner. */
export type BoardOutcome = Outcome;

/** Whose move it is; once the game is over, whose it would have been. */
export function turn(position: Position): Player {
  return position.plies % 2 === 0 ? 'X' : 'O';
}

/** How many plies have been played, 0..81. */
export function plies(position: Position): number {
  return position.plies;
}

/** The local board that must be played, or `null` when every open one may be, or none because the game is over. */
export function forcedBoard(position: Position): BoardIndex | null {
  return position.next < ANY_BOARD ? position.next : null;
}

/** Who has marked a cell, if anybody. */
export function cellAt(position: Position, move: Move): Player | null {
  return holder(marksAt(position, boardOf(move)), cellOf(move));
}

/** Whether a local board is neither won nor full. In a game that is over, boards may still be open. */
export function isBoardOpen(position: Position, board: BoardIndex): boolean {
  return !has(closedBoards(position), board);
}

/** How a local board ended; `null` while it is open. */
export function boardOutcome(position: Position, board: BoardIndex): BoardOutcome | null {
  return isBoardOpen(position, board) ? null : lineOrDraw(marksAt(position, board));
}

/** How the game ended; `null` while it runs. */
export function outcome(position: Position): Outcome | null {
  return position.next === NO_BOARD ? lineOrDraw(position.won) : null;
}

function holder(marks: number, square: number): Player | null {
  if (has(squaresHeld(marks, X_SHIFT), square)) return 'X';
  return has(squaresHeld(marks, O_SHIFT), square) ? 'O' : null;
}

function lineOrDraw(marks: number): Outcome {
  const xLine = lineIn(squaresHeld(marks, X_SHIFT));
  if (xLine !== null) return { winner: 'X', line: xLine };
  const oLine = lineIn(squaresHeld(marks, O_SHIFT));
  return oLine === null ? { winner: null } : { winner: 'O', line: oLine };
}
