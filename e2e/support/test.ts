/** Playwright's `test` with a server and as many players as a story needs. */
import { type BrowserContext, test as base, expect } from '@playwright/test';
import type { Coturn } from '../../signaling/testing/coturn.ts';
import { startOwnBrowser } from './own-browser.ts';
import { Player } from './player.ts';
import { QuietPath } from './quiet-path.ts';
import { type RunningServer, sharedServer, startServer } from './server.ts';
import { StockPeer } from './stock.ts';
import { startTurn } from './turn.ts';
import { watch } from './watch.ts';
import { relayOnly } from './webrtc.ts';

interface PlayerOptions {
  /** The page to open; the server's own unless given. */
  readonly url?: string;
  /** Other origins that this page is meant to reach. */
  readonly reaches?: readonly string[];
  /** The fragment to open it at, for instance `#/c/rare-geckos-jam`. */
  readonly fragment?: string;
  /** Reach the other player through the TURN server behind this path only; unless given, directly. */
  readonly path?: QuietPath;
  /** A browser process of its own, whose tabs can be hidden and frozen; the options after `storage` do not apply. */
  readonly ownBrowser?: boolean;
  /** The browser's setting "block all cookies": it keeps nothing for the page. Implies `ownBrowser`. */
  readonly storage?: 'denied';
  /** Take a certificate that the machine made itself, as a person does who clicks the warning away. */
  readonly ignoreHTTPSErrors?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
}

type ContextOptions = Omit<PlayerOptions, 'url' | 'reaches' | 'fragment' | 'path'>;

interface StockOptions {
  readonly serverUrl?: string;
  readonly token?: string;
}

interface Fixtures {
  /** Opens a page with the stock PeerJS client; `serverUrl` is the server's own unless given. */
  readonly newStockPeer: (id: string, options?: StockOptions) => Promise<StockPeer>;

  /** A way to the TURN server that the story can silence: one for each player, or one that they share. */
  readonly newQuietPath: () => Promise<QuietPath>;

  /** Starts a service of its own, for a story that ends it and, with its `PORT`, starts another in its place. */
  readonly newServer: (env?: Readonly<Record<string, string>>) => Promise<RunningServer>;

  /** Opens a browser context of its own and the page in it. */
  readonly newPlayer: (options?: PlayerOptions) => Promise<Player>;
}

interface WorkerFixtures {
  readonly server: Awaited<ReturnType<typeof sharedServer>>;
  readonly turn: Coturn;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    // Playwright wants to see which fixtures this one uses: none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, provide) => {
      const server = await sharedServer();
      await provide(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],

  turn: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, provide) => {
      const turn = await startTurn();
      await provide(turn);
      await turn.stop();
    },
    { scope: 'worker' },
  ],

  newQuietPath: async ({ turn }, provide) => {
    const paths: QuietPath[] = [];
    await provide(async () => {
      const path = await QuietPath.to(turn.port);
      paths.push(path);
      return path;
    });
    for (const path of paths) path.close();
  },

  newStockPeer: async ({ browser, server }, provide) => {
    const peers: StockPeer[] = [];
    await provide(async (id, options) => {
      const peer = await StockPeer.open(browser, id, { serverUrl: server.url, ...options });
      peers.push(peer);
      return peer;
    });
    await Promise.all(peers.map((peer) => peer.page.context().close()));
  },

  // oxlint-disable-next-line no-empty-pattern
  newServer: async ({}, provide) => {
    const servers: RunningServer[] = [];
    await provide(async (env) => {
      const server = await startServer(env);
      servers.push(server);
      return server;
    });
    await Promise.all(servers.map((server) => server.stop()));
  },

  newPlayer: async ({ browser, launchOptions, server }, provide, info) => {
    const consoles: string[] = [];
    const wrong: string[] = [];
    const closings: (() => Promise<void>)[] = [];
    let players = 0;

    async function newContext({ ownBrowser, storage, ...options }: ContextOptions): Promise<BrowserContext> {
      if (ownBrowser !== true && storage === undefined) {
        const context = await browser.newContext(options);
        closings.push(() => context.close());
        return context;
      }
      const own = await startOwnBrowser(launchOptions, storage);
      closings.push(() => own.close());
      return own.context;
    }

    await provide(async ({ url = server.url, reaches = [], fragment = '', path, ...options } = {}) => {
      const name = `player ${(players += 1)}`;
      const context = await newContext(options);
      await watch(context, {
        allowed: new Set([new URL(url).origin, ...reaches]),
        said: (line) => consoles.push(`${name}: ${line}`),
        wrong: (line) => wrong.push(`${name}: ${line}`),
      });
      if (path !== undefined) await relayOnly(context, path);
      const page = await context.newPage();
      await page.goto(url + fragment);
      return new Player(context, page);
    });
    if (info.status !== info.expectedStatus) {
      await info.attach('consoles', { body: [...wrong, ...consoles].join('\n'), contentType: 'text/plain' });
    }
    // Who stays would be in the lobby of the next story.
    await Promise.all(closings.map((close) => close()));
    // No story may break the policy, ask a third party for anything, or throw, whatever it is about.
    expect(wrong).toEqual([]);
  },
});

export { expect };
