/**
 * The peer of the benchmark: perft as one would write it for speed alone. One mutable state, moves made and taken
 * back, no position objects, nothing that the game could use. What it needs less time for is the price of
 * immutable positions.
 */

const FULL = 0b111_111_111;
const LINES = [0o7, 0o70, 0o700, 0o111, 0o222, 0o444, 0o421, 0o124];

const hasLine = Uint8Array.from({ length: 512 }, (_, set) =>
  LINES.some((line) => (set & line) === line) ? 1 : 0,
);
const free = Uint8Array.from({ length: 512 }, (_, set) => {
  let count = 0;
  for (let cell = 0; cell < 9; cell++) if (((set >> cell) & 1) === 0) count++;
  return count;
});

/** For player 0 and 1: the cells held in each local board, and the local boards won. */
const held = [new Uint16Array(9), new Uint16Array(9)] as const;
const won = new Uint16Array(2);
let closed = 0;

/** Leaves from the empty board at `depth` plies, at least 1; the last ply is counted, not played. */
export function naivePerft(depth: number): number {
  return search(depth, 0, FULL);
}

/** @param boards the local boards that `player` may play in, as nine bits */
function search(depth: number, player: 0 | 1, boards: number): number {
  const mine = held[player];
  const theirs = held[player === 0 ? 1 : 0];
  let leaves = 0;
  for (let board = 0; board < 9; board++) {
    if (((boards >> board) & 1) === 0) continue;
    const before = mine[board] ?? 0;
    const taken = before | (theirs[board] ?? 0);
    if (depth === 1) {
      leaves += free[taken] ?? 0;
      continue;
    }
    for (let cell = 0; cell < 9; cell++) {
      if (((taken >> cell) & 1) === 1) continue;
      leaves += make(depth, player, board, cell, taken);
      mine[board] = before;
    }
  }
  return leaves;
}

function make(depth: number, player: 0 | 1, board: number, cell: number, taken: number): number {
  const mine = held[player];
  const wonBefore = won[player] ?? 0;
  const closedBefore = closed;

  mine[board] = (mine[board] ?? 0) | (1 << cell);
  if (hasLine[mine[board]] === 1) {
    won[player] = wonBefore | (1 << board);
    closed |= 1 << board;
  } else if ((taken | (1 << cell)) === FULL) {
    closed |= 1 << board;
  }

  const over = hasLine[won[player] ?? 0] === 1 || closed === FULL;
  const boards = ((closed >> cell) & 1) === 1 ? FULL & ~closed : 1 << cell;
  const leaves = over ? 0 : search(depth - 1, player === 0 ? 1 : 0, boards);

  won[player] = wonBefore;
  closed = closedBefore;
  return leaves;
}
