import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  boardOf,
  cellOf,
  forcedBoard,
  GAME_TEXT_MAX,
  MOVE_REFUSALS,
  NOTATION_REFUSALS,
  outcome,
  parseGame,
  parseMove,
  parsePosition,
  POSITION_REFUSALS,
  POSITION_TEXT_MAX,
  printPosition,
  type Result,
  turn,
} from './index.ts';

const DOC = readFileSync(new URL('../../docs/notation.md', import.meta.url), 'utf8');

/** The cells of the table whose first column has this heading within a section; codes without their back quotes. */
function rowsOf(section: string, firstHeading: string): string[][] {
  const lines = (DOC.split('\n## ').find((part) => part.startsWith(section)) ?? '').split('\n');
  const heading = lines.findIndex((line) => line.startsWith(`| ${firstHeading} `));
  const rows = lines.slice(heading + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((row) => row.split('|').slice(1, -1).map(unquoted));
}

function unquoted(cell: string): string {
  const text = cell.trim().replaceAll('`', '');
  return text === '_nothing_' ? '' : text;
}

function valueOf<Value>(result: Result<Value, unknown>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

test.each(rowsOf('Moves', 'Move'))('move %s is board %s, cell %s', (text, board, cell) => {
  const move = valueOf(parseMove(text));
  expect([boardOf(move), cellOf(move)]).toEqual(
    [board, cell].map((words) => Number.parseInt(words ?? '', 10)),
  );
});

test.each(rowsOf('Games', 'Game'))('game "%s" leads to %s: %s', (text, position, result) => {
  const game = valueOf(parseGame(text));
  const end = outcome(game.position);
  expect(printPosition(game.position)).toBe(position);
  expect(end === null ? 'running' : `${end.winner ?? 'nobody'} wins`).toBe(result);
});

test.each(rowsOf('Games', 'Text'))('game "%s" is refused with %s at ply %s', (text, code, ply) => {
  expect(parseGame(text)).toEqual({ ok: false, error: { code, ply: Number(ply) } });
});

test.each(rowsOf('Positions', 'Position'))('position "%s": turn %s, forced %s', (text, player, forced) => {
  const position = valueOf(parsePosition(text));
  expect(turn(position)).toBe(player);
  expect(String(forcedBoard(position) ?? 'any')).toBe(forced);
});

test.each(rowsOf('Positions', 'Text'))('position "%s" is refused with %s', (text, code) => {
  expect(parsePosition(text)).toEqual({ ok: false, error: code });
});

test('the document leaves out no code, table or limit', () => {
  const codes = [...MOVE_REFUSALS, ...NOTATION_REFUSALS, ...POSITION_REFUSALS];
  expect(codes.filter((code) => !DOC.includes(`\`${code}\``))).toEqual([]);
  expect([
    rowsOf('Moves', 'Move').length,
    rowsOf('Games', 'Game').length,
    rowsOf('Games', 'Text').length,
    rowsOf('Positions', 'Position').length,
    rowsOf('Positions', 'Text').length,
  ]).toEqual([3, 5, 5, 3, 7]);
  expect(DOC).toContain(`longer than ${GAME_TEXT_MAX} characters`);
  expect(DOC).toContain(`longer than ${POSITION_TEXT_MAX} characters`);
});
