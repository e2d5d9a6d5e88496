/** X moves first. */
export type Player = 'X' | 'O';

export function opponent(player: Player): Player {
  return player === 'X' ? 'O' : 'X';
}

/** A local board, 0..8, row by row from the top left of the global board. */
export type BoardIndex = number;

/** A cell of a local board, 0..8, row by row from its top left. */
export type CellIndex = number;

/** A place on the global board, 0..80: nine times the local board plus the cell. */
export type Move = number;

/** Moves there are, legal or not: one for each cell. */
export const MOVE_COUNT = 81;

export function moveOf(board: BoardIndex, cell: CellIndex): Move {
  return board * 9 + cell;
}

export function boardOf(move: Move): BoardIndex {
  // `| 0` here and below keeps the arithmetic in whole numbers, which a search is glad of, and makes -0 an ordinary 0.
  return (move / 9) | 0;
}

export function cellOf(move: Move): CellIndex {
  return (move % 9) | 0;
}
