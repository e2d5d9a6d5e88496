import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/chromium.mjs';

const executablePath = (await findChromium()) ?? undefined;

const kind = process.env['E2E'] ?? 'spec';

/** The stories in which the service matters; the long run tells all of them with two instances, too. */
const ACROSS_INSTANCES =
  process.env['LONG'] === '1'
    ? '**/*.spec.ts'
    : '**/{challenge,chaos,consent,game,instances,resume,service}.spec.ts';

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
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['html', { open: 'never' }]],
  projects: [
    { name: 'one-instance', testIgnore: '**/instances.spec.ts' },
    // Each player is on another instance: the balancer puts each new WebSocket on the next one.
    ...(kind === 'spec'
      ? [{ name: 'two-instances', metadata: { instances: 2 }, testMatch: ACROSS_INSTANCES }]
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
