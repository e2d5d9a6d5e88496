import { FAULT_KINDS, NO_FAULTS } from './faults.ts';
import type { SimulationOptions } from './report.ts';
import { simulate } from './simulate.ts';

/** Many runs of one kind. */
export interface Mix {
  readonly name: string;
  readonly runs: number;
  readonly options: Omit<SimulationOptions, 'seed'>;
}

/**
 * Runs them all, on seeds from `firstSeed` on; a failure names its seed.
 *
 * @param now ms
 * @returns games that came to a result, the kinds of faults that never struck, and a line that says how fast it was
 */
export function runMix(
  { name, runs, options }: Mix,
  firstSeed: number,
  now: () => number,
): { games: number; missed: readonly string[]; report: string } {
  let games = 0;
  let faults = 0;
  const struck = new Set<string>();
  const start = now();
  for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
    const run = simulate({ ...options, seed });
    games += run.games;
    faults += run.faults.length;
    for (const fault of run.faults) struck.add(fault);
  }
  const perSecond = Math.round((runs * 1_000) / (now() - start));
  const report = `${name}: ${runs} runs, ${games} games, ${faults} faults, ${perSecond} runs a second\n`;
  const wanted = options.faults === undefined || options.faults === NO_FAULTS ? [] : FAULT_KINDS;
  return { games, missed: wanted.filter((kind) => !struck.has(kind)), report };
}
