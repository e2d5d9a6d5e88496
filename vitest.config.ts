import { defineConfig } from 'vitest/config';

/** `npm run unit`. What takes longer than `npm test` may stands in `*.long.test.ts`: `npm run test:long`. */
const long = process.env['LONG'] === '1';

/** It breaks real processes and says by when they must be whole again: nothing else is to run meanwhile. */
const CHAOS = 'signaling/chaos/**';

/** A test that hangs is to be found, and a machine that is busy with something else is no reason to fail. */
const PATIENCE = { testTimeout: long ? 60 * 60_000 : 60_000, hookTimeout: 60_000 };

const suffix = long ? 'long.test.ts' : 'test.ts';

export default defineConfig({
  test: {
    // A file for each processor: most of them wait for what others answer.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          ...PATIENCE,
          name: 'unit',
          include: [`{app,signaling,scripts,infra}/**/*.${suffix}`],
          exclude: [CHAOS, ...(long ? [] : ['**/*.long.test.ts'])],
        },
      },
      {
        test: {
          ...PATIENCE,
          name: 'chaos',
          include: [`${CHAOS}/*.${suffix}`],
          exclude: long ? [] : ['**/*.long.test.ts'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
