import { expect, test } from 'vitest';
import { FORGETFUL, NO_FAULTS, ROUGH } from './faults.ts';
import { LOSSY, ORDERLY } from './link.ts';
import { type Mix, runMix } from './mix.ts';
import { LIVELY, PATIENT } from './player.ts';

/** On other seeds than the short run. The 100,000 whole games with faults are in the files beside this one. */
const MIXES: readonly Mix[] = [
  { name: 'crossing messages', runs: 15_000, options: { link: ORDERLY, habits: LIVELY, faults: NO_FAULTS } },
  { name: 'a lossy link', runs: 10_000, options: { link: LOSSY, habits: LIVELY, faults: NO_FAULTS } },
  { name: 'lively players', runs: 10_000, options: { link: LOSSY, habits: LIVELY, faults: ROUGH } },
  { name: 'storage that forgets', runs: 5_000, options: { link: LOSSY, habits: PATIENT, faults: FORGETFUL } },
];

test.each(MIXES)('$name: one of $runs sessions comes apart', (mix) => {
  const { games, missed, report } = runMix(mix, 1_000_000, () => performance.now());
  process.stdout.write(report);
  expect(games).toBeGreaterThan(mix.runs / 2);
  expect(missed).toEqual([]);
});
