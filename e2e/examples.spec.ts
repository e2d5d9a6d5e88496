/** The pages of docs/examples, as somebody opens them who wants to use the service for another program. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { portOf } from './support/port.ts';
import { expect, test } from './support/test.ts';
import { watch } from './support/watch.ts';

const EXAMPLES = fileURLToPath(new URL('../docs/examples/', import.meta.url));
const PEERJS = fileURLToPath(new URL('../node_modules/peerjs/dist/peerjs.min.js', import.meta.url));

/** The folder on a host of its own, with the client of PeerJS beside the pages, as they ask for it. */
async function hostExamples(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const isPage = /^\/[\w-]+\.html$/.test(pathname);
    const file = isPage ? EXAMPLES + pathname.slice(1) : PEERJS;
    readFile(file).then(
      (body) => response.setHeader('content-type', isPage ? 'text/html' : 'text/javascript').end(body),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Fixtures {
  /** Opens an example in a browser context of its own. */
  readonly openExample: (name: string) => Promise<Page>;
}

const example = test.extend<Fixtures>({
  openExample: async ({ browser, server }, provide) => {
    const host = await hostExamples();
    const wrong: string[] = [];
    const pages: Page[] = [];
    await provide(async (name) => {
      const context = await browser.newContext();
      const allowed = new Set([host.url, server.url]);
      await watch(context, { allowed, said: () => {}, wrong: (line) => wrong.push(line) });
      const page = await context.newPage();
      pages.push(page);
      await page.goto(`${host.url}/${name}?service=${server.url}`);
      return page;
    });
    await Promise.all(pages.map((page) => page.context().close()));
    await host.close();
    expect(wrong).toEqual([]);
  },
});

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

async function hears(page: Page, text: string): Promise<void> {
  await expect(page.getByRole('listitem').filter({ hasText: text })).toHaveCount(1);
}

example('two pages with the stock PeerJS client talk', async ({ openExample }) => {
  const ann = await openExample('peerjs.html');
  const bob = await openExample('peerjs.html');
  const status = bob.getByRole('status');
  await expect(status).toHaveText('Nobody is connected.');
  await expect(ann.getByRole('status')).toHaveText('Nobody is connected.');
  await ann
    .getByRole('textbox', { name: 'ID of the other' })
    .fill((await bob.locator('#me').textContent()) ?? '');
  await ann.getByRole('button', { name: 'Connect' }).click();
  await expect(status).toContainText('Connected with');
  await expect(ann.getByRole('status')).toContainText('Connected with');
  await say(ann, 'hello <b>Bob</b>');
  await hears(bob, 'hello <b>Bob</b>');
  await say(bob, 'hello Ann');
  await hears(ann, 'hello Ann');
});

example('a page that dials nobody says so', async ({ openExample }) => {
  const ann = await openExample('peerjs.html');
  await expect(ann.getByRole('status')).toHaveText('Nobody is connected.');
  await ann.getByRole('textbox', { name: 'ID of the other' }).fill('nobody-at-all');
  await ann.getByRole('button', { name: 'Connect' }).click();
  await expect(ann.getByRole('status')).toHaveText('Failed: peer-unavailable');
});

example(
  'two pages without PeerJS meet in a room, and a third is told that it is full',
  async ({ openExample }) => {
    const pages = [await openExample('raw-relay.html'), await openExample('raw-relay.html')] as const;
    const [ann, bob] = pages;
    const enter = async (page: Page): Promise<void> => {
      await page.getByRole('textbox', { name: 'Room' }).fill('den-of-two');
      await page.getByRole('button', { name: 'Enter' }).click();
    };
    await enter(ann);
    await expect(ann.getByRole('status')).toHaveText('Waiting for somebody…');
    await enter(bob);
    for (const page of pages) await expect(page.getByRole('status')).toHaveText('Connected.');
    await say(ann, 'hello Bob');
    await hears(bob, 'hello Bob');
    await say(bob, 'hello Ann');
    await hears(ann, 'hello Ann');

    const cat = await openExample('raw-relay.html');
    await enter(cat);
    await expect(cat.getByRole('status')).toHaveText('There are two in this room already.');

    await ann.close();
    await expect(bob.getByRole('status')).toHaveText('The other has left the room.');
    // The one who left comes back.
    const back = await openExample('raw-relay.html');
    await enter(back);
    for (const page of [back, bob]) await expect(page.getByRole('status')).toHaveText('Connected.');
    await say(back, 'here again');
    await hears(bob, 'here again');
  },
);
