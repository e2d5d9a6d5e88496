/** An ID belongs to the key of a browser: tickets come and go, the ID stays, and nobody else gets in with it. */
import { meet } from './support/game.ts';
import type { Player } from './support/player.ts';
import { expect, test } from './support/test.ts';

/** The tokens under which a page goes online, from the next time on. */
function tokensOf({ page }: Player): string[] {
  const tokens: string[] = [];
  page.on('websocket', (socket) => tokens.push(new URL(socket.url()).searchParams.get('token') ?? ''));
  return tokens;
}

test('the ID comes from the service, against a signature, and survives reloads with fresh tickets', async ({
  newPlayer,
  newServer,
}) => {
  const { url } = await newServer({ TICKET_TTL_SECONDS: '2' });
  const ann = await newPlayer({ url });
  const id = await ann.id();
  const tokens = tokensOf(ann);
  for (let load = 0; load < 3; load += 1) {
    // Shown at once, long before the service has been asked for anything.
    await ann.page.reload();
    await expect(ann.page.getByTestId('my-id')).toHaveText(id);
    expect(await ann.id()).toBe(id);
    // What the page has stored says when it wants the next ticket.
    await expect
      .poll(() =>
        ann.page.evaluate(() => {
          const stored = JSON.parse(localStorage.getItem('uttt:identity') ?? '');
          return stored.renewAt < Date.now();
        }),
      )
      .toBe(true);
  }
  expect(tokens).toHaveLength(3);
  expect(new Set(tokens).size).toBeGreaterThanOrEqual(2);
  for (const token of tokens) expect(token.split('.')).toHaveLength(3);
});

test('a connection that is lost after its ticket ran out comes back under the same ID', async ({
  newPlayer,
  newServer,
}) => {
  const { url } = await newServer({ TICKET_TTL_SECONDS: '2', MAX_CONNECTION_SECONDS: '4' });
  const ann = await newPlayer({ url });
  const id = await ann.id();
  const tokens = tokensOf(ann);
  await expect.poll(() => tokens.length).toBeGreaterThanOrEqual(2);
  expect(await ann.id()).toBe(id);
  expect(new Set(tokens).size).toBe(tokens.length);
});

test('a ticket that the service refuses is renewed by itself', async ({ newPlayer }) => {
  const ann = await newPlayer();
  const id = await ann.id();
  // As after a change of the service's secret, or with a clock that was set.
  await ann.page.evaluate(() => {
    const stored = JSON.parse(localStorage.getItem('uttt:identity') ?? '');
    const [header, payload] = stored.ticket.split('.');
    stored.ticket = `${header}.${payload}.${'A'.repeat(43)}`;
    localStorage.setItem('uttt:identity', JSON.stringify(stored));
  });
  await ann.page.reload();
  expect(await ann.id()).toBe(id);
});

test('whoever copies all that a page stores, but has not its key, gets another ID', async ({ newPlayer }) => {
  const [ann, eve] = [await newPlayer(), await newPlayer()];
  const [annId, eveId] = [await ann.id(), await eve.id()];
  const stored = await ann.page.evaluate(() => localStorage.getItem('uttt:identity') ?? '');
  await eve.page.evaluate((stolen) => {
    localStorage.setItem('uttt:identity', JSON.stringify({ ...JSON.parse(stolen), renewAt: 0 }));
  }, stored);
  await eve.page.reload();
  // The service knows her key, and the ID that she had before.
  await expect(eve.page.getByTestId('my-id')).toHaveText(eveId);
  expect(await ann.id()).toBe(annId);
});

test('a stock client does not get in under the ID of somebody’s key, be they there or not', async ({
  newPlayer,
  newStockPeer,
}) => {
  const ann = await newPlayer();
  const id = await ann.id();
  const during = await newStockPeer(id);
  await expect.poll(() => during.events()).toContain('error unavailable-id');
  await ann.page.goto('about:blank');
  const after = await newStockPeer(id);
  await expect.poll(() => after.events()).toContain('error unavailable-id');
});

test('a second tab has a key of its own, and keeps its ID over a reload', async ({ newPlayer }) => {
  const ann = await newPlayer();
  const id = await ann.id();
  const tab = await ann.context.newPage();
  await tab.goto(ann.page.url());
  await expect(tab.getByRole('banner').getByText('Online')).toBeVisible();
  const second = await tab.getByTestId('my-id').innerText();
  expect(second).not.toBe(id);
  await tab.evaluate(() => {
    for (let i = 0; i < sessionStorage.length; i += 1) {
      const key = sessionStorage.key(i) ?? '';
      if (!key.startsWith('uttt:identity')) continue;
      const stored = JSON.parse(sessionStorage.getItem(key) ?? '');
      sessionStorage.setItem(key, JSON.stringify({ ...stored, renewAt: 0 }));
    }
  });
  await tab.reload();
  await expect(tab.getByRole('banner').getByText('Online')).toBeVisible();
  await expect(tab.getByTestId('my-id')).toHaveText(second);
});

test('on a page without cryptography, as over plain http in a network at home, two play as ever', async ({
  newPlayer,
}) => {
  const [ann, bob] = [await newPlayer(), await newPlayer()];
  for (const { context, page } of [ann, bob]) {
    await context.addInitScript(() => {
      Object.defineProperty(window, 'isSecureContext', { value: false });
      Object.defineProperty(crypto, 'subtle', { value: undefined });
    });
    await page.evaluate(() => localStorage.clear());
    await page.reload();
  }
  const { x, o } = await meet(ann, bob);
  await x.play('40');
  await expect(o.cell('40')).toHaveAttribute('data-mark', 'X');
});

test('connections that reach their age, over and over, during a game: nobody notices', async ({
  newPlayer,
  newServer,
}) => {
  const { url } = await newServer({ MAX_CONNECTION_SECONDS: '3', TICKET_TTL_SECONDS: '4' });
  const [ann, bob, cat] = [await newPlayer({ url }), await newPlayer({ url }), await newPlayer({ url })];
  const catId = await cat.id();
  const { x, o } = await meet(ann, bob);
  const sockets = [ann, bob, cat].map(tokensOf);

  // Everything that the head of the pages says from now on.
  await cat.page.evaluate(() => {
    const said = new Set<string>();
    Object.assign(window, { said });
    const state = document.querySelector('header p');
    const note = () => said.add(state?.textContent ?? '');
    note();
    if (state !== null)
      new MutationObserver(note).observe(state, { childList: true, characterData: true, subtree: true });
  });
  const moves = ['40', '04', '44'];
  for (const [ply, move] of moves.entries()) {
    const [mover, waiter] = ply % 2 === 0 ? [x, o] : [o, x];
    await mover.play(move);
    await expect(waiter.cell(move)).toHaveAttribute('data-mark', ply % 2 === 0 ? 'X' : 'O');
    // One round of each page later.
    await expect.poll(() => Math.min(...sockets.map((opened) => opened.length))).toBeGreaterThan(ply);
  }
  expect(await x.marks()).toBe(await o.marks());
  expect(await cat.id()).toBe(catId);
  expect(await cat.page.evaluate(() => [...Reflect.get(window, 'said')])).toEqual(['Online']);
  await expect(cat.page.getByRole('listitem').filter({ hasText: 'Playing' })).toHaveCount(2);
});

test('credentials for a TURN server go to who shows a ticket, in a header, and are renewed in time', async ({
  newPlayer,
  newServer,
}) => {
  const { url } = await newServer({
    TURN_URLS: 'turn:127.0.0.1:9',
    TURN_SECRET: 'shared-with-the-turn-server',
    TURN_TTL_SECONDS: '6',
    TICKET_TTL_SECONDS: '2',
  });
  const ann = await newPlayer({ url });
  const id = await ann.id();
  const users: string[] = [];
  const headers: string[] = [];
  ann.page.on('response', async (response) => {
    if (!response.url().endsWith('/ice')) return;
    headers.push((await response.request().allHeaders())['authorization'] ?? '');
    const { iceServers } = await response.json();
    users.push(iceServers[0]?.username ?? 'none');
  });
  await ann.page.reload();
  // The second and the third by themselves, each half of its life after the one before, and with a ticket of its own.
  await expect.poll(() => users.length).toBeGreaterThanOrEqual(3);
  for (const user of users) expect(user).toMatch(new RegExp(`^\\d+:${id}$`));
  for (const header of headers) expect(header).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  expect(new Set(users).size).toBe(users.length);
  expect(new Set(headers).size).toBeGreaterThanOrEqual(2);
});
