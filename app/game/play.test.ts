import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NaiveView, naiveRefusal, naiveView } from './fixtures/naive.ts';
import { ORACLE } from './fixtures/oracle.ts';
import { playout } from './fixtures/playout.ts';
import {
  boardOf,
  boardOutcome,
  cellAt,
  forcedBoard,
  isBoardOpen,
  isLegal,
  legalMoves,
  MOVE_REFUSALS,
  outcome,
  parseGame,
  parseMove,
  parsePosition,
  play,
  plies,
  type Position,
  type Result,
  START,
  turn,
} from './index.ts';

const BOARDS = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const MOVES = Array.from({ length: 81 }, (_, move) => move);
const NUMBERS = [
  Array.from({ length: 96 }, (_, index) => index - 5),
  [-0, 0.5, 40.5, -0.5, 80.5, 1e21, 2 ** 32, 2 ** 32 + 40, Number.MAX_SAFE_INTEGER],
  [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
].flat();

/** Whole games, half of them quiet ones, from the first move to the end. */
const anyPlayout = fc
  .tuple(fc.array(fc.nat(80), { minLength: 81, maxLength: 81 }), fc.boolean())
  .map(([choices, quiet]) => playout(choices, quiet));

function valueOf<Value>(result: Result<Value, unknown>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function positionAfter(game: string): Position {
  return valueOf(parseGame(game)).position;
}

/** What the rules refuse a number with; `null` for a legal move. */
function refusalOf(position: Position, move: number): string | null {
  const played = play(position, move);
  return played.ok ? null : played.error;
}

/** All that a position says about itself. */
function told(position: Position): unknown {
  return {
    turn: turn(position),
    forced: forcedBoard(position),
    cells: MOVES.map((move) => cellAt(position, move)),
    boards: BOARDS.map((board) => boardOutcome(position, board)),
    open: BOARDS.map((board) => isBoardOpen(position, board)),
    outcome: outcome(position),
    legal: legalMoves(position),
    isLegal: NUMBERS.map((move) => isLegal(position, move)),
    refusals: NUMBERS.map((move) => refusalOf(position, move)),
  };
}

/** The same, by the rules written plainly. */
function expected(view: NaiveView): unknown {
  const refusals = NUMBERS.map((move) => naiveRefusal(view, move));
  return {
    turn: view.turn,
    forced: view.forced,
    cells: view.cells.map((letter) => (letter === '' ? null : letter)),
    boards: view.boards.map(named),
    open: view.boards.map((end) => end === null),
    outcome: named(view.end),
    legal: MOVES.filter((move) => naiveRefusal(view, move) === null),
    isLegal: refusals.map((refusal) => refusal === null),
    refusals,
  };
}

function named(end: NaiveView['end']): unknown {
  if (end === null) return null;
  return end.winner === null ? { winner: null } : { winner: end.winner, line: end.lines[0] };
}

/** The position after each of a game's moves. */
function positionsOf(game: string): Position[] {
  const words = game.split(' ');
  return words.map((_, ply) => positionAfter(words.slice(0, ply + 1).join(' ')));
}

test.each(ORACLE.games)('a whole game of $plies plies ends as other programs have it: $result', (game) => {
  const positions = positionsOf(game.moves);
  const end = positions.pop() ?? START;
  expect(outcome(end)?.winner ?? 'draw').toBe(game.result);
  expect(plies(end)).toBe(game.plies);
  expect(legalMoves(end)).toEqual([]);
  expect(positions.map(outcome).every((running) => running === null)).toBe(true);
});

test.each(ORACLE.games.filter(({ freeMoves }) => freeMoves !== null))(
  'in a game of $plies plies a player is sent to a closed board $freeMoves times',
  ({ moves, freeMoves }) => {
    const running = positionsOf(moves).slice(0, -1);
    expect(running.filter((position) => forcedBoard(position) === null)).toHaveLength(freeMoves ?? -1);
  },
);

test(
  'every ply of any game agrees with the rules written plainly: state, legal moves, refusals',
  { timeout: 30_000 },
  () => {
    fc.assert(
      fc.property(anyPlayout, ({ moves, positions }) => {
        for (const [ply, position] of positions.entries()) {
          expect(told(position)).toStrictEqual(expected(naiveView(moves.slice(0, ply))));
        }
      }),
      { numRuns: 60 },
    );
  },
);

test('no game ends before 17 plies or goes on after 81', () => {
  fc.assert(
    fc.property(anyPlayout, ({ moves }) => {
      expect(moves.length).toBeGreaterThanOrEqual(17);
      expect(moves.length).toBeLessThanOrEqual(81);
    }),
    { numRuns: 500 },
  );
});

test('playing a move leaves the position before it as it was', () => {
  fc.assert(
    fc.property(anyPlayout, ({ moves, positions }) => {
      for (const [ply, position] of positions.entries()) {
        Object.freeze(position);
        Object.freeze(position.boards);
        expect(play(position, moves[ply] ?? -1).ok).toBe(ply < moves.length);
      }
    }),
    { numRuns: 20 },
  );
});

test('minus zero is the move 00, and leaves no trace', () => {
  expect(play(START, -0)).toStrictEqual(play(START, 0));
});

// After `06 60 03 30 00` X has won board 0, and O, who is sent there, may play anywhere.
// After `02 20 06 60 04` X has won board 0, and O has to play board 4.
const OVER = ORACLE.games[0].moves;
const REFUSED = [
  ['a free cell, in a game that is over', OVER, '46', 'move/game-over'],
  ['a taken cell of a closed board, in a game that is over', OVER, '54', 'move/game-over'],
  ['a free cell of an open board that is not the forced one', '02 20 06 60 04', '10', 'move/wrong-board'],
  ['a taken cell of an open board that is not the forced one', '02 20 06 60 04', '60', 'move/wrong-board'],
  ['a free cell of a closed board while another is forced', '02 20 06 60 04', '00', 'move/wrong-board'],
  ['a taken cell of a closed board while another is forced', '02 20 06 60 04', '02', 'move/wrong-board'],
  ['a free cell of a closed board', '06 60 03 30 00', '01', 'move/board-closed'],
  ['a taken cell of a closed board', '06 60 03 30 00', '00', 'move/board-closed'],
  ['a taken cell of an open board', '06 60 03 30 00', '60', 'move/cell-taken'],
  ['a taken cell of the forced board', '44', '44', 'move/cell-taken'],
] as const;

test.each(REFUSED)('the first of the reasons that hold is given: %s', (_, game, move, code) => {
  expect(refusalOf(positionAfter(game), valueOf(parseMove(move)))).toBe(code);
});

test('what is no move is that first, even when the game is over', () => {
  expect(refusalOf(positionAfter(OVER), Number.NaN)).toBe('move/not-a-move');
  expect(new Set(['move/not-a-move', ...REFUSED.map(([, , , code]) => code)])).toEqual(
    new Set(MOVE_REFUSALS),
  );
});

test('a drawn board in a line with two won ones wins nothing', () => {
  const text = 'OXO1OXXXX/O1O1O1X1X/1X2X2XO/X8/XO1OX2XX/X3O3O/OO3O2X/2X3OOO/OXOOOXXOX 3';
  const position = valueOf(parsePosition(text));
  expect([0, 4, 8].map((board) => boardOutcome(position, board)?.winner)).toEqual(['X', 'X', null]);
  expect(outcome(position)).toBeNull();
});

test('sent to a drawn board, a player may play in any open one', () => {
  // X's `83` is board 8, cell 3, and board 3 is full without a line.
  const position = valueOf(parsePosition('1X1X2X2/3OOO3/1X1O4X/OXOXXOOOX/3X4O/2XO3XX/O2X5/OXO6/1X1O1O1XO -'));
  expect(boardOutcome(position, 3)).toEqual({ winner: null });
  expect(new Set(legalMoves(position).map(boardOf))).toEqual(new Set([0, 2, 4, 5, 6, 7, 8]));
});

test('a game is drawn when the last open board closes, though cells are free', () => {
  const end = positionAfter(ORACLE.games[2].moves);
  expect(outcome(end)).toEqual({ winner: null });
  expect(BOARDS.filter((board) => isBoardOpen(end, board))).toEqual([]);
  expect(MOVES.some((move) => cellAt(end, move) === null)).toBe(true);
});
