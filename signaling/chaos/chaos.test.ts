/** Each thing that can happen to the service, once; `chaos.long.test.ts` has ten rounds of each. */
import { expect, test } from 'vitest';
import { playRound, WARM } from './round.ts';
import { SCENARIOS } from './scenarios.ts';

/** `SEED=7` plays the rounds of that seed. */
const SEED = Number(process.env['SEED'] ?? 1);

// They mostly wait: for a lease to end, for a circuit breaker to close.
test.concurrent.for(SCENARIOS)('$name', { timeout: 120_000 }, async (scenario) => {
  expect(await playRound(scenario, SEED)).toBeGreaterThan(WARM);
});
