/**
 * Whether a position can have come about by play.
 *
 * To know for certain would take a search through every order of the moves. These checks look at the marks and at
 * the last move alone. What they refuse is impossible; what passes is possible for certain up to two plies only.
 */
import { has, hasLine, sizeOf, squaresOf } from './grid.ts';
import { type Move, moveOf } from './move.ts';
import { isLegal, playUnchecked } from './play.ts';
import {
  ANY_BOARD,
  closedBoards,
  marksAt,
  NO_BOARD,
  O_SHIFT,
  type Position,
  positionOf,
  squaresHeld,
  X_SHIFT,
} from './position.ts';

/** Why a position is impossible. Where several hold, the first in this order is the one that is given. */
export const POSITION_REFUSALS = [
  /** X must have as many marks as O, or one more */
  'position/counts',
  /** both players have a line, on a local board or on the global one */
  'position/two-winners',
  /** no single move completes all lines of a local board, so that it was played on after it was won */
  'position/played-on',
  /** a board is forced that is closed, or in a game that is over */
  'position/forced-board',
  /** no mark of the player who moved last can have been that move, given the forced board and the result */
  'position/last-move',
  /** a board that is still open has fewer marks of a player than moves that sent that player there */
  'position/unanswered',
] as const;
export type PositionRefusal = (typeof POSITION_REFUSALS)[number];

const BOARDS = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

/** @param forced the forced board that the position is said to have, or `null` */
export function impossibility(position: Position, forced: number | null): PositionRefusal | null {
  if (!countsAlternate(position)) return 'position/counts';
  if (hasTwoWinners(position)) return 'position/two-winners';
  if (position.boards.some(isPlayedOn)) return 'position/played-on';
  if (forced !== null && !canBeForced(position, forced)) return 'position/forced-board';
  if (!hasLastMove(position)) return 'position/last-move';
  return isAnswered(position, X_SHIFT) && isAnswered(position, O_SHIFT) ? null : 'position/unanswered';
}

function canBeForced(position: Position, board: number): boolean {
  return position.next !== NO_BOARD && !has(closedBoards(position), board);
}

function countsAlternate({ boards, plies }: Position): boolean {
  const xs = boards.reduce((sum, marks) => sum + sizeOf(squaresHeld(marks, X_SHIFT)), 0);
  return xs === Math.ceil(plies / 2);
}

function hasTwoWinners({ boards, won }: Position): boolean {
  return [...boards, won].some(
    (marks) => hasLine(squaresHeld(marks, X_SHIFT)) && hasLine(squaresHeld(marks, O_SHIFT)),
  );
}

function isPlayedOn(marks: number): boolean {
  return [X_SHIFT, O_SHIFT]
    .map((shift) => squaresHeld(marks, shift))
    .some((held) => hasLine(held) && squaresOf(held).every((cell) => hasLine(held & ~(1 << cell))));
}

function lastShift(position: Position): number {
  return position.plies % 2 === 0 ? O_SHIFT : X_SHIFT;
}

function hasLastMove(position: Position): boolean {
  if (position.plies === 0) return position.next === ANY_BOARD;
  return BOARDS.some((board) =>
    squaresOf(squaresHeld(marksAt(position, board), lastShift(position))).some((cell) =>
      isLastMove(position, moveOf(board, cell), board, 1 << (cell + lastShift(position))),
    ),
  );
}

/** Takes a mark back, and asks whether playing it again is legal and leads to the same place. */
function isLastMove(position: Position, move: Move, board: number, mark: number): boolean {
  const boards = position.boards.with(board, marksAt(position, board) & ~mark);
  const before = positionOf(boards, board);
  return isLegal(before, move) && playUnchecked(before, move).next === position.next;
}

/** Whoever was sent to a board that is open to this day played there at once; only the very last move waits. */
function isAnswered(position: Position, shift: number): boolean {
  const other = shift === X_SHIFT ? O_SHIFT : X_SHIFT;
  return BOARDS.filter((board) => !has(closedBoards(position), board)).every((board) => {
    const sent = position.boards.filter((marks) => has(squaresHeld(marks, shift), board)).length;
    const waits = lastShift(position) === shift && (position.next === board || position.next === NO_BOARD);
    return sent - (waits ? 1 : 0) <= sizeOf(squaresHeld(marksAt(position, board), other));
  });
}
