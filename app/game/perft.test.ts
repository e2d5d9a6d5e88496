import { expect, test } from 'vitest';
import { ORACLE } from './fixtures/oracle.ts';
import { parseGame } from './notation.ts';
import { perft } from './perft.ts';
import { legalMoves, playUnchecked } from './play.ts';
import { type Position, START } from './position.ts';

test.each(ORACLE.perft.filter(([depth]) => depth <= 6))(
  'as many lines of %i plies as other programs count',
  (depth, leaves) => {
    expect(perft(START, depth)).toBe(leaves);
  },
);

test('nothing is one line of no plies', () => {
  expect(perft(START, 0)).toBe(1);
});

test('a game that is over leads nowhere, and so does a line through its end', () => {
  const game = ORACLE.games[0].moves;
  const end = parseGame(game);
  const twoBefore = parseGame(game.split(' ').slice(0, -2).join(' '));
  if (!end.ok || !twoBefore.ok) throw new Error('the game does not play');
  expect(perft(end.value.position, 1)).toBe(0);
  for (const depth of [1, 2, 3]) {
    expect(perft(twoBefore.value.position, depth)).toBe(playedOut(twoBefore.value.position, depth));
  }
});

/** The count without its short cut: the last ply is played too. */
function playedOut(position: Position, depth: number): number {
  if (depth === 0) return 1;
  return legalMoves(position).reduce(
    (sum, move) => sum + playedOut(playUnchecked(position, move), depth - 1),
    0,
  );
}
