import { meet, playMoves } from './support/game.ts';
import { startServer } from './support/server.ts';
import { expect, test } from './support/test.ts';

test('over TLS with a certificate of our own: a secure page, and two who play', async ({ newPlayer }) => {
  const server = await startServer({ HTTPS: '1' }, 'scripts/serve.mjs');
  try {
    const { url } = server;
    expect(url).toMatch(/^https:/);
    const [ann, bob] = [
      await newPlayer({ url, ignoreHTTPSErrors: true }),
      await newPlayer({ url, ignoreHTTPSErrors: true }),
    ];
    const [annId, bobId] = [await ann.id(), await bob.id()];
    await expect(ann.page.getByRole('listitem').filter({ hasText: bobId })).toBeVisible();
    await expect(bob.page.getByRole('listitem').filter({ hasText: annId })).toBeVisible();
    for (const { page } of [ann, bob]) {
      // `http://127.0.0.1` would be secure as well: what counts is that this one came over TLS, with its WebSocket.
      expect(await page.evaluate(() => [location.protocol, isSecureContext, typeof crypto.subtle])).toEqual([
        'https:',
        true,
        'object',
      ]);
    }
    await playMoves(await meet(ann, bob), '40 04 44 48');
  } finally {
    await server.stop();
  }
});

test('who leaves the https out is sent there', async ({ newPlayer }) => {
  const server = await startServer({ HTTPS: '1' }, 'scripts/serve.mjs');
  try {
    const ann = await newPlayer({
      url: server.url.replace('https', 'http'),
      reaches: [server.url],
      ignoreHTTPSErrors: true,
    });
    await ann.online();
    expect(await ann.page.evaluate(() => location.origin)).toBe(server.url);
  } finally {
    await server.stop();
  }
});
