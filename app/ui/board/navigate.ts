/** Walking over the board with the keyboard, as it is seen: nine rows of nine cells. */
import { boardOf, cellOf, type Move, moveOf } from '../../game/index.ts';

/** Rows and columns of the whole board. */
export const SIDE = 9;
const LAST = SIDE - 1;
const LOCAL = 3;

/** The move at a row and a column of the screen, both 0..8. */
export function moveAtSquare(row: number, column: number): Move {
  const board = Math.trunc(row / LOCAL) * LOCAL + Math.trunc(column / LOCAL);
  return moveOf(board, (row % LOCAL) * LOCAL + (column % LOCAL));
}

/** Where on the screen a move is, row and column 0..8. */
export function squareOf(move: Move): { readonly row: number; readonly column: number } {
  const board = boardOf(move);
  const cell = cellOf(move);
  return {
    row: Math.trunc(board / LOCAL) * LOCAL + Math.trunc(cell / LOCAL),
    column: (board % LOCAL) * LOCAL + (cell % LOCAL),
  };
}

/**
 * Where a key takes the focus.
 *
 * Arrows step and stop at the edges; Home and End go to the ends of the row, with Ctrl to the corners; Page Up
 * and Page Down step by a local board; 1..9 pick a cell of the forced board, or else of the one in focus.
 *
 * @returns `null` for a key that means nothing here.
 */
export function moveOnKey(from: Move, key: string, ctrl: boolean, forced: number | null): Move | null {
  const { row, column } = squareOf(from);
  const clamp = (index: number) => Math.min(Math.max(index, 0), LAST);
  switch (key) {
    case 'ArrowUp':
      return moveAtSquare(clamp(row - 1), column);
    case 'ArrowDown':
      return moveAtSquare(clamp(row + 1), column);
    case 'ArrowLeft':
      return moveAtSquare(row, clamp(column - 1));
    case 'ArrowRight':
      return moveAtSquare(row, clamp(column + 1));
    case 'Home':
      return moveAtSquare(ctrl ? 0 : row, 0);
    case 'End':
      return moveAtSquare(ctrl ? LAST : row, LAST);
    case 'PageUp':
      return moveAtSquare(clamp(row - LOCAL), column);
    case 'PageDown':
      return moveAtSquare(clamp(row + LOCAL), column);
    default:
      return !ctrl && /^[1-9]$/.test(key) ? moveOf(forced ?? boardOf(from), Number(key) - 1) : null;
  }
}
