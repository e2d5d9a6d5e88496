import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ORACLE } from './fixtures/oracle.ts';
import { playout } from './fixtures/playout.ts';
import {
  legalMoves,
  parseGame,
  parsePosition,
  playUnchecked,
  type Position,
  POSITION_REFUSALS,
  POSITION_TEXT_MAX,
  printPosition,
  START,
} from './index.ts';

const anyPlayout = fc
  .tuple(fc.array(fc.nat(80), { maxLength: 81 }), fc.boolean())
  .map(([choices, quiet]) => playout(choices, quiet));

/** The text of a position with a piece of it replaced by something else. */
const almostPosition = fc
  .tuple(
    anyPlayout,
    fc.nat(81),
    fc.nat(POSITION_TEXT_MAX),
    fc.nat(3),
    fc.oneof(fc.string(), fc.constantFrom('', 'X', 'O', '1', '2', '9', '/', ' ', '-', 'XO')),
  )
  .map(([{ positions }, ply, start, length, piece]) => {
    const text = printPosition(positions[Math.min(ply, positions.length - 1)] ?? START);
    return text.slice(0, start) + piece + text.slice(start + length);
  });

test('every position of any game is read back as it was', () => {
  fc.assert(
    fc.property(anyPlayout, ({ positions }) => {
      for (const position of positions) {
        const text = printPosition(position);
        expect(parsePosition(text), text).toStrictEqual({ ok: true, value: position });
        expect(text.length).toBeLessThanOrEqual(POSITION_TEXT_MAX);
      }
    }),
    { numRuns: 50 },
  );
});

const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), almostPosition);

test('no string makes the parser throw, and what it accepts is the one text of its position', () => {
  let accepted = 0;
  fc.assert(
    fc.property(anyText, (text) => {
      const position = parsePosition(text);
      expect(position.ok ? printPosition(position.value) : text).toBe(text);
      accepted += position.ok ? 1 : 0;
    }),
    { numRuns: 2_000 },
  );
  expect(accepted).toBeGreaterThan(0);
});

test.each([1, 2])(
  'of all texts with %i marks, exactly the positions of real games are accepted',
  { timeout: 30_000 },
  (plies) => {
    const real = new Set<string>();
    collect(START, plies, real);
    const accepted = textsWithMarks(plies).filter((text) => parsePosition(text).ok);
    expect(new Set(accepted)).toEqual(real);
  },
);

function collect(position: Position, depth: number, texts: Set<string>): void {
  if (depth === 0) texts.add(printPosition(position));
  else for (const move of legalMoves(position)) collect(playUnchecked(position, move), depth - 1, texts);
}

const FORCED = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '-'];

/** Every text with an X, or with an X and an O, anywhere, and any board or none forced. */
function textsWithMarks(plies: number): string[] {
  const empty = '.'.repeat(81);
  const withX = Array.from({ length: 81 }, (_, at) => `${empty.slice(0, at)}X${empty.slice(at + 1)}`);
  const marked = plies === 1 ? withX : withX.flatMap(withO);
  return marked.flatMap((cells) => FORCED.map((forced) => `${boardsOf(cells)} ${forced}`));
}

function withO(cells: string): string[] {
  return Array.from({ length: 81 }, (_, at) => `${cells.slice(0, at)}O${cells.slice(at + 1)}`);
}

function boardsOf(cells: string): string {
  const boards = Array.from({ length: 9 }, (_, board) => cells.slice(board * 9, board * 9 + 9));
  return boards.join('/').replaceAll(/\.+/g, (run) => String(run.length));
}

// Found by thought or by the property above; none may come back.
test.each([
  ['', 'notation/malformed'],
  ['-', 'notation/malformed'],
  ['9/9/9/9/9/9/9/9/9', 'notation/malformed'],
  ['9/9/9/9/9/9/9/9/9 ', 'notation/malformed'],
  ['9/9/9/9/9/9/9/9/9 -\n', 'notation/malformed'],
  ['9/9/9/9/9/9/9/9/9 9', 'notation/malformed'],
  ['9/9/9/9/9/9/9/9 -', 'notation/malformed'],
  ['9/9/9/9/9/9/9/9/9/9 -', 'notation/malformed'],
  ['9/9/9/9/9/9/9/9/ -', 'notation/malformed'],
  ['9/9/9/9/9/9/9/9/45 -', 'notation/malformed'],
  ['9/9/9/9/9/9/9/9/8 -', 'notation/malformed'],
  ['9/9/9/9/9/9/9/9/9X -', 'notation/malformed'],
  ['9/9/9/9/x8/9/9/9/9 0', 'notation/malformed'],
  ['9/9/9/9/X08/9/9/9/9 0', 'notation/malformed'],
  ['9'.repeat(POSITION_TEXT_MAX), 'notation/malformed'],
  ['9'.repeat(POSITION_TEXT_MAX + 1), 'notation/too-long'],
])('not a position: %.40j', (text, code) => {
  expect(parsePosition(text)).toEqual({ ok: false, error: code });
});

const IMPOSSIBLE = [
  ['O has moved, X has not', '9/9/9/9/O8/9/9/9/9 0', 'position/counts'],
  ['X has moved twice', '9/9/9/9/XX7/9/9/9/9 0', 'position/counts'],
  ['both have a line on one board', 'XXXOOO3/9/9/9/9/9/9/9/9 -', 'position/two-winners'],
  ['both have three boards in a line', 'XXX6/XXX6/XXX6/OOO6/OOO6/OOO6/9/9/9 -', 'position/two-winners'],
  [
    'X has two lines on a board that no one cell joins',
    'XXXXXX3/OO7/OO7/OO7/9/9/9/9/9 -',
    'position/played-on',
  ],
  ['the forced board is won', 'X2X2X2/9/9/O8/9/9/O8/9/9 0', 'position/forced-board'],
  [
    'a board is forced in a game that is over',
    'XXX6/XXX6/XXX6/OO7/OO7/OO7/OO7/9/9 4',
    'position/forced-board',
  ],
  ['no board is forced, though every one is open', '9/9/9/9/X8/9/9/9/9 -', 'position/last-move'],
  ['a board is forced at the start', '9/9/9/9/9/9/9/9/9 4', 'position/last-move'],
  ['nobody has sent X to the forced board', '9/9/9/9/X8/9/9/9/9 1', 'position/last-move'],
  ['O moved on in a game that X had won', 'XXX6/XXX6/XXX6/OO7/OO7/OO7/OO7/O8/9 -', 'position/last-move'],
  [
    'all marks of O, who moved last, are on a board that X had won',
    'XXXOO1O2/9/9/9/9/9/9/9/9 3',
    'position/last-move',
  ],
  ['O sent X to board 8, and X has played board 1', '8O/5X3/9/9/X8/9/9/9/9 5', 'position/unanswered'],
  ['X sent O to board 0, and O has played board 8', '9/9/9/9/X8/9/9/9/O8 0', 'position/unanswered'],
] as const;

test.each(IMPOSSIBLE)('an impossible position: %s', (_, text, code) => {
  expect(parsePosition(text)).toEqual({ ok: false, error: code });
});

test('each refusal has its impossible position', () => {
  expect(new Set(IMPOSSIBLE.map(([, , code]) => code))).toEqual(new Set(POSITION_REFUSALS));
});

test('the last position of a game that filled every cell is read', () => {
  const game = parseGame(ORACLE.games[3].moves);
  if (!game.ok) throw new Error(game.error.code);
  const text = printPosition(game.value.position);
  expect(text).toHaveLength(POSITION_TEXT_MAX);
  expect(parsePosition(text)).toStrictEqual({ ok: true, value: game.value.position });
});
