/** Ten rounds of each scenario, one after another, each with a seed of its own. */
import { expect, test } from 'vitest';
import { playRound, WARM } from './round.ts';
import { SCENARIOS } from './scenarios.ts';

const SEEDS = Array.from({ length: 10 }, (_, at) => at + 1);

test.concurrent.for(SCENARIOS)('$name, ten times in a row', async (scenario) => {
  for (const seed of SEEDS) expect(await playRound(scenario, seed)).toBeGreaterThan(WARM);
});
