/**
 * Nine squares as nine bits: bit `i` is square `i`, row by row from the top left.
 *
 * The cells that one player holds in a local board, and the local boards that one player has won, are both such
 * a set; the rule of three in a line is the same for the two, and lives here once.
 */

/** All nine squares. */
export const FULL = 0b111_111_111;

/** Three squares, each 0..8, ascending. */
export type Line = readonly [number, number, number];

/** Rows, columns, diagonals. Where one move completes two lines, the first of them is the one that is named. */
const LINES: readonly Line[] = [
  [0, 1, 2],
  [3, 4, 5],
  [6, 7, 8],
  [0, 3, 6],
  [1, 4, 7],
  [2, 5, 8],
  [0, 4, 8],
  [2, 4, 6],
];

function maskOf([first, second, third]: Line): number {
  return (1 << first) | (1 << second) | (1 << third);
}

/** The first line that lies wholly in the set, or `null`. */
export function lineIn(set: number): Line | null {
  return LINES.find((line) => (set & maskOf(line)) === maskOf(line)) ?? null;
}

// Both answers for each of the 512 sets: a search asks them at every ply.
const HAS_LINE = Uint8Array.from({ length: FULL + 1 }, (_, set) => (lineIn(set) === null ? 0 : 1));
const SIZE = Uint8Array.from({ length: FULL + 1 }, (_, set) => squaresOf(set).length);

export function hasLine(set: number): boolean {
  return HAS_LINE[set] === 1;
}

/** How many squares the set has, 0..9. */
export function sizeOf(set: number): number {
  return SIZE[set] ?? 0;
}

export function has(set: number, square: number): boolean {
  return ((set >> square) & 1) === 1;
}

/** The first square of a set that is not empty. With `withoutFirst` it walks a set, ascending, in a plain loop. */
export function firstOf(set: number): number {
  return 31 - Math.clz32(set & -set);
}

export function withoutFirst(set: number): number {
  return set & (set - 1);
}

/** The squares of the set, ascending. */
export function squaresOf(set: number): number[] {
  const squares: number[] = [];
  for (let rest = set; rest !== 0; rest = withoutFirst(rest)) squares.push(firstOf(rest));
  return squares;
}
