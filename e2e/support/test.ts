/** Playwright's `test` with a server and as many players as a story needs. */
import { test as base, expect } from '@playwright/test';
import { Player } from './player.ts';
import { type RunningServer, startServer } from './server.ts';

interface PlayerOptions {
  /** The page to open; the server's own unless given. */
  readonly url?: string;
  /** Other origins that this page is meant to reach. */
  readonly reaches?: readonly string[];
  /** The fragment to open it at, for instance `#/c/rare-geckos-jam`. */
  readonly fragment?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
}

interface Fixtures {
  /** Opens a browser context of its own and the page in it. */
  readonly newPlayer: (options?: PlayerOptions) => Promise<Player>;
}

interface WorkerFixtures {
  readonly server: RunningServer;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    // Playwright wants to see which fixtures this one uses: none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, provide) => {
      const server = await startServer();
      await provide(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],

  newPlayer: async ({ browser, server }, provide, info) => {
    const consoles: string[] = [];
    const wrong: string[] = [];
    let count = 0;
    await provide(async ({ url = server.url, reaches = [], fragment = '', ...context } = {}) => {
      count += 1;
      const name = `player ${count}`;
      const mine = await browser.newContext(context);
      await mine.grantPermissions(['clipboard-read', 'clipboard-write']);
      const page = await mine.newPage();
      page.on('console', (message) => consoles.push(`${name}: ${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => wrong.push(`${name}: ${error.message}`));
      await mine.exposeBinding('reportViolation', (_source, text: string) => wrong.push(`${name}: ${text}`));
      await mine.addInitScript(() => {
        window.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
          Reflect.get(window, 'reportViolation')(`CSP ${violatedDirective}: ${blockedURI}`);
        });
      });
      const allowed = new Set([new URL(url).origin, ...reaches]);
      mine.on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        if (protocol.startsWith('http') && !allowed.has(origin))
          wrong.push(`${name}: asked ${request.url()}`);
      });
      await page.goto(url + fragment);
      return new Player(mine, page);
    });
    if (info.status !== info.expectedStatus) {
      await info.attach('consoles', { body: [...wrong, ...consoles].join('\n'), contentType: 'text/plain' });
    }
    // No story may break the policy, ask a third party for anything, or throw, whatever it is about.
    expect(wrong).toEqual([]);
  },
});

export { expect };
