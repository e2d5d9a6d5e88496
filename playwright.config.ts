import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/chromium.mjs';

const executablePath = (await findChromium()) ?? undefined;

const kind = process.env['E2E'] ?? 'spec';

const long = process.env['LONG'] === '1';

/** Needs two instances, or is worth its time with them only: the long run tells all others with both numbers. */
const TWO_ONLY = long ? '**/instances.spec.ts' : '**/{chaos,instances}.spec.ts';

export default defineConfig({
  testDir: 'e2e',
  testMatch: `**/*.${kind}.ts`,
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  // A test that passes on the second try is broken: it has to be found, not hidden.
  retries: 0,
  // A measurement wants the machine for itself.
  workers: kind === 'bench' ? 1 : 2,
  // For a machine that has other things to do: what is expected is waited for, and not for longer.
  timeout: 180_000,
  expect: { timeout: 40_000 },
  reporter: [['list'], ['html', { open: 'never' }]],
  projects: [
    { name: 'one-instance', testIgnore: TWO_ONLY },
    // Each player is on another instance: the balancer puts each new WebSocket on the next one.
    ...(kind === 'spec'
      ? [
          {
            name: 'two-instances',
            metadata: { instances: 2 },
            ...(!long && { grep: /@instances|instances\.spec/ }),
          },
        ]
      : []),
  ],
  use: {
    browserName: 'chromium',
    // Without the film: it costs more than the game, and the snapshots show every step.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      ...(executablePath !== undefined && { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
