import { defineConfig } from 'vitest/config';

/** `npm run unit`. What takes longer than `npm test` may stands in `*.long.test.ts`: `npm run test:long`. */
const long = process.env['LONG'] === '1';

export default defineConfig({
  test: {
    include: [long ? '{app,signaling}/**/*.long.test.ts' : '{app,signaling,scripts}/**/*.test.ts'],
    exclude: long ? [] : ['**/*.long.test.ts'],
    // A file for each processor; nothing else is run meanwhile.
    ...(long && { testTimeout: 60 * 60_000, maxWorkers: '100%' }),
  },
});
