import { expect, test } from 'vitest';
import { ORACLE } from './fixtures/oracle.ts';
import { outcome } from './inspect.ts';
import { legalMoves, playUnchecked } from './play.ts';
import { START } from './position.ts';

const GAMES = 1_000_000;

/**
 * How far a share or a mean may lie from the oracle's, in standard errors of our own. Five are passed by chance once in
 * 1.7 million times; the oracle's twenty times as many games and its rounding add a fifth of one at most.
 */
const TOLERANCE = 5.2;

test('a million random games end as other programs have them end', () => {
  const random = xorshift32(20_240_607);
  const ends = { X: 0, O: 0, draw: 0 };
  let [sum, sumOfSquares, shortest, longest] = [0, 0, 81, 0];
  for (let game = 0; game < GAMES; game++) {
    const { end, plies } = randomGame(random);
    ends[end]++;
    sum += plies;
    sumOfSquares += plies * plies;
    shortest = Math.min(shortest, plies);
    longest = Math.max(longest, plies);
  }

  const oracle = ORACLE.uniformRandomPlay;
  for (const end of ['X', 'O', 'draw'] as const) {
    const standardError = Math.sqrt((oracle[end] * (1 - oracle[end])) / GAMES);
    expect(Math.abs(ends[end] / GAMES - oracle[end]), end).toBeLessThan(TOLERANCE * standardError);
  }
  const mean = sum / GAMES;
  const standardError = Math.sqrt((sumOfSquares / GAMES - mean * mean) / GAMES);
  expect(Math.abs(mean - oracle.meanPlies), 'mean plies').toBeLessThan(TOLERANCE * standardError);
  expect(shortest).toBeGreaterThanOrEqual(oracle.shortest);
  expect(longest).toBeLessThanOrEqual(oracle.longest);
});

function randomGame(random: () => number): { end: 'X' | 'O' | 'draw'; plies: number } {
  let position = START;
  for (let plies = 0; ; plies++) {
    const legal = legalMoves(position);
    const move = legal[Math.floor(random() * legal.length)];
    if (move === undefined) return { end: outcome(position)?.winner ?? 'draw', plies };
    position = playUnchecked(position, move);
  }
}

/** A seeded generator of numbers in [0, 1): G. Marsaglia, "Xorshift RNGs", 2003, with the shifts 13, 17, 5. */
function xorshift32(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
