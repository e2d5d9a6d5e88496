import { firstOf, FULL, has, hasLine, withoutFirst } from './grid.ts';
import { boardOf, cellOf, type Move, MOVE_COUNT, moveOf } from './move.ts';
import {
  ANY_BOARD,
  closedBoards,
  freeCells,
  marksAt,
  NO_BOARD,
  O_SHIFT,
  playableBoards,
  type Position,
  squaresHeld,
  squaresTaken,
  X_SHIFT,
} from './position.ts';
import { ok, refuse, type Result } from './result.ts';

/** Why a move is refused. Where several hold, the first in this order is the one that is given. */
export const MOVE_REFUSALS = [
  /** not an integer 0..80 */
  'move/not-a-move',
  /** nobody may move any more */
  'move/game-over',
  /** an open local board is forced, and this is another one */
  'move/wrong-board',
  /** the local board is won or full */
  'move/board-closed',
  /** somebody's mark is in the cell */
  'move/cell-taken',
] as const;
export type MoveRefusal = (typeof MOVE_REFUSALS)[number];

/** Every legal move, ascending; none once the game is over. */
export function legalMoves(position: Position): readonly Move[] {
  const moves: Move[] = [];
  for (let boards = playableBoards(position); boards !== 0; boards = withoutFirst(boards)) {
    const board = firstOf(boards);
    for (let cells = freeCells(position, board); cells !== 0; cells = withoutFirst(cells)) {
      moves.push(moveOf(board, firstOf(cells)));
    }
  }
  return moves;
}

export function isLegal(position: Position, move: Move): boolean {
  return refusalOf(position, move) === null;
}

/** The position after a move, or why the move is refused. Any number may be given, whatever its source. */
export function play(position: Position, move: Move): Result<Position, MoveRefusal> {
  const refusal = refusalOf(position, move);
  return refusal === null ? ok(playUnchecked(position, move)) : refuse(refusal);
}

/** `play` for a search, which takes its moves from `legalMoves`: what it returns for any other move is undefined. */
export function playUnchecked(position: Position, move: Move): Position {
  const shift = position.plies % 2 === 0 ? X_SHIFT : O_SHIFT;
  const board = boardOf(move);
  const cell = cellOf(move);

  const marks = marksAt(position, board) | (1 << (cell + shift));
  // `with` would say it in one line, but perft then takes about a quarter longer.
  const boards = position.boards.slice();
  boards[board] = marks;

  let { won, drawn } = position;
  if (hasLine(squaresHeld(marks, shift))) won |= 1 << (board + shift);
  else if (squaresTaken(marks) === FULL) drawn |= 1 << board;

  const closed = squaresTaken(won) | drawn;
  const over = hasLine(squaresHeld(won, shift)) || closed === FULL;
  const next = over ? NO_BOARD : has(closed, cell) ? ANY_BOARD : cell;

  return { boards, won, drawn, next, plies: position.plies + 1 };
}

function refusalOf(position: Position, move: Move): MoveRefusal | null {
  if (!Number.isInteger(move) || move < 0 || move >= MOVE_COUNT) return 'move/not-a-move';
  if (position.next === NO_BOARD) return 'move/game-over';
  const board = boardOf(move);
  if (position.next !== ANY_BOARD && position.next !== board) return 'move/wrong-board';
  if (has(closedBoards(position), board)) return 'move/board-closed';
  return has(freeCells(position, board), cellOf(move)) ? null : 'move/cell-taken';
}
