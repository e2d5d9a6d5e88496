import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ORACLE } from './fixtures/oracle.ts';
import { playout } from './fixtures/playout.ts';
import { GAME_TEXT_MAX, parseGame, parseMove, printGame, printMove, START } from './index.ts';

/** Any game, cut short anywhere. */
const anyGame = fc
  .tuple(fc.array(fc.nat(80), { maxLength: 81 }), fc.boolean(), fc.nat(81))
  .map(([choices, quiet, plies]) => {
    const { moves, positions } = playout(choices, quiet);
    const cut = Math.min(plies, moves.length);
    return { moves: moves.slice(0, cut), position: positions[cut] };
  });

/** The text of a game with a piece of it replaced by something else. */
const almostGame = fc
  .tuple(
    anyGame,
    fc.nat(GAME_TEXT_MAX),
    fc.nat(4),
    fc.oneof(fc.string(), fc.constantFrom(' ', '4', '40', '9')),
  )
  .map(([{ moves }, start, length, piece]) => {
    const text = printGame(moves);
    return text.slice(0, start) + piece + text.slice(start + length);
  });

test('every move has its two digits, and they are read back', () => {
  const texts = Array.from({ length: 81 }, (_, move) => printMove(move));
  expect(texts.slice(0, 10)).toEqual(['00', '01', '02', '03', '04', '05', '06', '07', '08', '10']);
  expect(texts[80]).toBe('88');
  expect(texts.map(parseMove)).toEqual(texts.map((_, move) => ({ ok: true, value: move })));
});

test.each([
  '',
  '4',
  '400',
  '49',
  '94',
  '-1',
  ' 40',
  '40 ',
  '40\n',
  '4.',
  '0x',
  '４0',
  '1e1',
  '٤٠',
  '40\u0000',
])('not a move: %j', (text) => {
  expect(parseMove(text)).toEqual({ ok: false, error: 'notation/malformed' });
});

test('a game that was printed is read back as it was', () => {
  fc.assert(
    fc.property(anyGame, ({ moves, position }) => {
      expect(parseGame(printGame(moves))).toStrictEqual({ ok: true, value: { moves, position } });
    }),
  );
});

test('a game that has not begun is the empty text', () => {
  expect(printGame([])).toBe('');
  expect(parseGame('')).toStrictEqual({ ok: true, value: { moves: [], position: START } });
});

const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), almostGame);

test('no string makes the parsers throw, and what they accept is the one text of its value', () => {
  let accepted = 0;
  fc.assert(
    fc.property(anyText, (text) => {
      const move = parseMove(text);
      expect(move.ok ? printMove(move.value) : text).toBe(text);
      const game = parseGame(text);
      expect(game.ok ? printGame(game.value.moves) : text).toBe(text);
      accepted += game.ok ? 1 : 0;
    }),
    { numRuns: 2_000 },
  );
  expect(accepted).toBeGreaterThan(0);
});

// Found by thought or by the property above; none may come back.
test.each([
  [' ', 'notation/malformed', 0],
  ['40 ', 'notation/malformed', 1],
  [' 40', 'notation/malformed', 0],
  ['40  00', 'notation/malformed', 1],
  ['40\t00', 'notation/malformed', 0],
  ['40\n', 'notation/malformed', 0],
  ['40,00', 'notation/malformed', 0],
  ['40 0', 'notation/malformed', 1],
  ['40 00 11', 'move/wrong-board', 2],
  ['40 00 00', 'move/cell-taken', 2],
  ['44 44', 'move/cell-taken', 1],
  ['06 60 03 30 00 01', 'move/board-closed', 5],
  [`${ORACLE.games[0].moves} 40`, 'move/game-over', 17],
  ['40 00 11 99', 'move/wrong-board', 2],
  [`${ORACLE.games[3].moves} `, 'notation/too-long', 0],
  ['4'.repeat(1_000_000), 'notation/too-long', 0],
] as const)('a game that is refused: %.20j with %s at ply %i', (text, code, ply) => {
  expect(parseGame(text)).toEqual({ ok: false, error: { code, ply } });
});

test('the longest game has just the length that is allowed', () => {
  expect(ORACLE.games[3].moves).toHaveLength(GAME_TEXT_MAX);
  expect(parseGame(ORACLE.games[3].moves).ok).toBe(true);
});
