import { expect, test } from 'vitest';
import { FAULT_KINDS, FORGETFUL, NO_FAULTS, ROUGH } from './faults.ts';
import { LOSSY, ORDERLY } from './link.ts';
import { LIVELY, PATIENT } from './player.ts';
import { simulate, type SimulationOptions } from './simulate.ts';

type Mix = readonly [name: string, runs: number, options: Omit<SimulationOptions, 'seed'>];

/** With `simulate-whole.long.test.ts` 100,000 runs, on other seeds than the short ones. A failure names its seed. */
const MIXES: readonly Mix[] = [
  ['crossing messages', 20_000, { link: ORDERLY, habits: LIVELY, faults: NO_FAULTS }],
  ['a lossy link', 15_000, { link: LOSSY, habits: LIVELY, faults: NO_FAULTS }],
  ['lively players and faults', 20_000, { link: LOSSY, habits: LIVELY, faults: ROUGH }],
  ['storage that forgets', 5_000, { link: LOSSY, habits: PATIENT, faults: FORGETFUL }],
];

test.each(MIXES)('%s: one of %d sessions comes apart', { timeout: 1_800_000 }, (name, runs, options) => {
  let games = 0;
  const struck = new Set<string>();
  const start = performance.now();
  for (let seed = 0; seed < runs; seed += 1) {
    const report = simulate({ ...options, seed: 1_000_000 + seed });
    games += report.games;
    for (const fault of report.faults) struck.add(fault);
  }
  const seconds = (performance.now() - start) / 1_000;
  process.stdout.write(
    `${name}: ${runs} runs, ${games} games, ${Math.round(runs / seconds)} runs a second\n`,
  );
  expect(games).toBeGreaterThan(runs / 2);
  expect(struck.size).toBe(options.faults === NO_FAULTS ? 0 : FAULT_KINDS.length);
});
