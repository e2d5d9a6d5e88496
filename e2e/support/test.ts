/** Playwright's `test` with a server and as many players as a story needs. */
import { type BrowserContext, test as base, expect } from '@playwright/test';
import { Player } from './player.ts';
import { type RunningServer, startServer } from './server.ts';
import { StockPeer } from './stock.ts';

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

interface StockOptions {
  readonly serverUrl?: string;
  readonly token?: string;
}

interface Fixtures {
  /** Opens a page with the stock PeerJS client; `serverUrl` is the server's own unless given. */
  readonly newStockPeer: (id: string, options?: StockOptions) => Promise<StockPeer>;

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

  newStockPeer: async ({ browser, server }, provide) => {
    const peers: StockPeer[] = [];
    await provide(async (id, options) => {
      const peer = await StockPeer.open(browser, id, { serverUrl: server.url, ...options });
      peers.push(peer);
      return peer;
    });
    await Promise.all(peers.map((peer) => peer.page.context().close()));
  },

  newPlayer: async ({ browser, server }, provide, info) => {
    const consoles: string[] = [];
    const wrong: string[] = [];
    const contexts: BrowserContext[] = [];
    await provide(async ({ url = server.url, reaches = [], fragment = '', ...context } = {}) => {
      const mine = await browser.newContext(context);
      const name = `player ${contexts.push(mine)}`;
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
    // Who stays would be in the lobby of the next story.
    await Promise.all(contexts.map((one) => one.close()));
    // No story may break the policy, ask a third party for anything, or throw, whatever it is about.
    expect(wrong).toEqual([]);
  },
});

export { expect };
