import { expect, test } from 'vitest';
import { type LinkTraits, LOSSY, ORDERLY } from './link.ts';
import { type Habits, LIVELY, PATIENT } from './player.ts';
import { simulate } from './simulate.ts';

/** 100,000 sessions, on other seeds than the short run. A failure names its seed. */
const RUNS: readonly (readonly [string, number, LinkTraits, Habits])[] = [
  ['messages that cross on an orderly link', 50_000, ORDERLY, LIVELY],
  ['a lossy link', 40_000, LOSSY, LIVELY],
  ['whole games on a lossy link', 10_000, LOSSY, PATIENT],
];

test.each(RUNS)('%s: one of %d sessions comes apart', { timeout: 600_000 }, (_, sessions, link, habits) => {
  let games = 0;
  const start = performance.now();
  for (let seed = 0; seed < sessions; seed += 1) {
    games += simulate({ seed: 1_000_000 + seed, link, habits }).games;
  }
  const perSecond = Math.round((games * 1_000) / (performance.now() - start));
  process.stdout.write(`${games} games, ${perSecond} a second\n`);
  expect(games).toBeGreaterThan(sessions / 2);
});
