import { expect, test } from 'vitest';
import { ABSENT, ROUGH } from './faults.ts';
import { LOSSY } from './link.ts';
import { type Mix, runMix } from './mix.ts';
import { DEVOTED } from './player.ts';

/** Half of the 100,000 runs of whole games; the other link has a file of its own, for the second processor. */
const MIXES: readonly Mix[] = [
  { name: 'lossy, rough', runs: 25_000, options: { link: LOSSY, habits: DEVOTED, faults: ROUGH } },
  { name: 'lossy, absent', runs: 25_000, options: { link: LOSSY, habits: DEVOTED, faults: ABSENT } },
];

test.each(MIXES)('$name: one of $runs pairs of players loses a ply, or ends with two boards', (mix) => {
  const { games, missed, report } = runMix(mix, 2_000_000, () => performance.now());
  process.stdout.write(report);
  expect(games).toBeGreaterThan(mix.runs);
  expect(missed).toEqual([]);
});
