import { expect, test } from 'vitest';
import { ABSENT, FAULT_KINDS, ROUGH } from './faults.ts';
import { LOSSY, ORDERLY } from './link.ts';
import { DEVOTED } from './player.ts';
import { simulate, type SimulationOptions } from './simulate.ts';

type Mix = readonly [name: string, runs: number, options: Omit<SimulationOptions, 'seed'>];

/** Whole games: with `simulate.long.test.ts` 100,000 runs, in a file of their own for the second processor. */
const MIXES: readonly Mix[] = [
  ['devoted players, lossy link', 15_000, { link: LOSSY, habits: DEVOTED, faults: ROUGH }],
  ['long absences, lossy link', 15_000, { link: LOSSY, habits: DEVOTED, faults: ABSENT }],
  ['long absences, orderly link', 10_000, { link: ORDERLY, habits: DEVOTED, faults: ABSENT }],
];

test.each(MIXES)('%s: one of %d sessions comes apart', { timeout: 1_800_000 }, (name, runs, options) => {
  let games = 0;
  const struck = new Set<string>();
  const start = performance.now();
  for (let seed = 0; seed < runs; seed += 1) {
    const report = simulate({ ...options, seed: 2_000_000 + seed });
    games += report.games;
    for (const fault of report.faults) struck.add(fault);
  }
  const seconds = (performance.now() - start) / 1_000;
  process.stdout.write(
    `${name}: ${runs} runs, ${games} games, ${Math.round(runs / seconds)} runs a second\n`,
  );
  expect(games).toBeGreaterThan(runs / 2);
  expect(struck.size).toBe(FAULT_KINDS.length);
});
