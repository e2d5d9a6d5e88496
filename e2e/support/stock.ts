/** The stock PeerJS client in a page of its own, as any other program on the service uses it. */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';

const PEERJS = fileURLToPath(new URL('../../node_modules/peerjs/dist/peerjs.min.js', import.meta.url));

/** What a stock peer has seen, newest last: `open ID`, `data TEXT`, `error TYPE`, `disconnected`. */
export type StockEvents = readonly string[];

export class StockPeer {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens a page with the client and connects it; PeerJS's own defaults but for the server and no STUN. */
  static async open(
    browser: Browser,
    id: string,
    { serverUrl, token = `token-of-${id}` }: { readonly serverUrl: string; readonly token?: string },
  ): Promise<StockPeer> {
    const page = await (await browser.newContext({ bypassCSP: true })).newPage();
    // A plain text of the service's own origin: a page of no address of its own may not reach a local one.
    await page.goto(`${serverUrl}/peerjs/id`);
    await page.addScriptTag({ path: PEERJS });
    await page.evaluate(
      ([peerId, peerToken]) => {
        const { Peer } = Reflect.get(window, 'peerjs');
        const options = {
          host: window.location.hostname,
          port: Number(window.location.port),
          token: peerToken,
          config: { iceServers: [] },
        };
        const events: string[] = [];
        const peer = new Peer(peerId, options);
        Object.assign(window, { peer, events });
        peer.on('open', (opened: string) => events.push(`open ${opened}`));
        peer.on('disconnected', () => events.push('disconnected'));
        peer.on('error', (error: { type: string }) => events.push(`error ${error.type}`));
        peer.on('connection', (connection: { on(name: string, heard: (data: string) => void): void }) => {
          connection.on('data', (data) => events.push(`data ${data}`));
        });
      },
      [id, token] as const,
    );
    return new StockPeer(page);
  }

  events(): Promise<StockEvents> {
    return this.page.evaluate(() => Reflect.get(window, 'events'));
  }

  /** Dials a peer and, once connected, sends it a text. */
  async say(to: string, text: string): Promise<void> {
    await this.page.evaluate(
      ([peerId, data]) => {
        const connection = Reflect.get(window, 'peer').connect(peerId);
        connection.on('open', () => connection.send(data));
      },
      [to, text] as const,
    );
  }

  async call(method: 'disconnect' | 'reconnect' | 'destroy'): Promise<void> {
    await this.page.evaluate((name) => Reflect.get(window, 'peer')[name](), method);
  }
}
