import type { WebSocket } from '@playwright/test';
import { PeerServer } from 'peer';
import type { Server } from 'node:net';
import type { Player } from './support/player.ts';
import { portOf } from './support/port.ts';
import { hostBuilt } from './support/static.ts';
import { expect, test } from './support/test.ts';

/** The types of all messages that a player's page sends to the service, from the next load on. */
function sentTypes(player: Player): string[] {
  const types: string[] = [];
  player.page.on('websocket', (socket: WebSocket) => {
    socket.on('framesent', ({ payload }) => {
      types.push(/"type":"([A-Z-]+)"/.exec(String(payload))?.[1] ?? '');
    });
  });
  return types;
}

/** Who answers an offer shows the caller its addresses: in the ANSWER and in each CANDIDATE. */
const TELLING: ReadonlySet<string> = new Set(['ANSWER', 'CANDIDATE']);

test(
  'an OFFER without consent never reaches the player, and its sender hears so at once',
  { tag: '@instances' },
  async ({ newPlayer, newStockPeer }) => {
    const ann = await newPlayer();
    const annId = await ann.id();
    const sent = sentTypes(ann);
    await ann.page.reload();
    await ann.online();
    const eve = await newStockPeer('dials-without-asking');
    await expect.poll(() => eve.events()).toContain('open dials-without-asking');
    await eve.say(annId, 'who are you?');
    await expect.poll(() => eve.events()).toContain('error peer-unavailable');
    expect(sent.filter((type) => TELLING.has(type))).toEqual([]);
  },
);

test('behind a service that asks nobody, the page itself does not answer', async ({
  newPlayer,
  newStockPeer,
}) => {
  // The stock server passes every offer on: what is left is the browser's own guard.
  const stock = await new Promise<Server>((resolve) => {
    PeerServer({ port: 0, host: '127.0.0.1' }, (listening) => resolve(listening));
  });
  const url = `http://127.0.0.1:${portOf(stock)}`;
  const host = await hostBuilt('/', { signaling: url });
  try {
    const ann = await newPlayer({ url: host.url, reaches: [url] });
    const annId = await ann.id();
    const sent = sentTypes(ann);
    const received: string[] = [];
    ann.page.on('websocket', (socket: WebSocket) => {
      socket.on('framereceived', ({ payload }) => received.push(String(payload)));
    });
    await ann.page.reload();
    await ann.online();
    const eve = await newStockPeer('dials-without-asking', { serverUrl: url });
    await expect.poll(() => eve.events()).toContain('open dials-without-asking');
    await eve.say(annId, 'who are you?');
    // The offer has arrived; candidates follow it, and so would an answer.
    await expect.poll(() => received.some((text) => text.includes('"OFFER"'))).toBe(true);
    await expect.poll(() => received.some((text) => text.includes('"CANDIDATE"'))).toBe(true);
    await ann.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    expect(sent.filter((type) => TELLING.has(type))).toEqual([]);
  } finally {
    await host.close();
    stock.close();
  }
});
