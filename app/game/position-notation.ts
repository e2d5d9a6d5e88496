/**
 * Positions as text, for instance `9/9/9/9/X8/9/9/9/9 0` after the first move `40`:
 *
 *     position = board 8*("/" board) " " forced
 *     board    = nine cells, row by row: "X", "O", or "1".."9" for as many empty cells on end
 *     forced   = "0".."8", or "-" when no board is forced
 *
 * Every position has exactly one text: two runs of empty cells never stand side by side. Whose turn it is, what
 * is won and whether the game is over are not written, since they follow from the marks.
 */
import { has } from './grid.ts';
import { forcedBoard } from './inspect.ts';
import type { NotationRefusal } from './notation.ts';
import { ANY_BOARD, O_SHIFT, type Position, positionOf, squaresHeld, X_SHIFT } from './position.ts';
import { impossibility, type PositionRefusal } from './reachable.ts';
import { ok, refuse, type Result } from './result.ts';

/** Why the text of a position is refused. */
export type ParseRefusal = NotationRefusal | PositionRefusal;

/** Longest text of a position, in characters: 81 cells, eight slashes, a space and the forced board. */
export const POSITION_TEXT_MAX = 81 + 8 + 2;

const POSITION_TEXT = /^([XO1-9/]+) ([0-8-])$/;
const CELLS = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

export function printPosition(position: Position): string {
  return `${position.boards.map(printBoard).join('/')} ${forcedBoard(position) ?? '-'}`;
}

/** Reads a position, and refuses one that cannot have come about by play. Takes any string, and never throws. */
export function parsePosition(text: string): Result<Position, ParseRefusal> {
  if (text.length > POSITION_TEXT_MAX) return refuse('notation/too-long');
  const [, boardTexts, forcedText] = POSITION_TEXT.exec(text) ?? [];
  const boards = boardTexts?.split('/').map(parseBoard);
  if (boards === undefined || !areNine(boards)) return refuse('notation/malformed');

  const forced = forcedText === '-' ? null : Number(forcedText);
  const position = positionOf(boards, forced ?? ANY_BOARD);
  const impossible = impossibility(position, forced);
  return impossible === null ? ok(position) : refuse(impossible);
}

function printBoard(marks: number): string {
  const cells = CELLS.map((cell) => {
    if (has(squaresHeld(marks, X_SHIFT), cell)) return 'X';
    return has(squaresHeld(marks, O_SHIFT), cell) ? 'O' : '.';
  });
  return cells.join('').replaceAll(/\.+/g, (run) => String(run.length));
}

function areNine(boards: readonly (number | null)[]): boards is readonly number[] {
  return boards.length === 9 && !boards.includes(null);
}

/** The marks of a local board, or `null` for a text that `printBoard` does not write. */
function parseBoard(text: string): number | null {
  const cells = text.replaceAll(/\d/g, (run) => '.'.repeat(Number(run)));
  let marks = 0;
  for (const cell of CELLS) {
    if (cells[cell] === 'X') marks |= 1 << (cell + X_SHIFT);
    if (cells[cell] === 'O') marks |= 1 << (cell + O_SHIFT);
  }
  return printBoard(marks) === text ? marks : null;
}
