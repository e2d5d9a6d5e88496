/** One tab owns an ID: however many are open, none of them fights for it, and the one that has it plays. */
import type { Page } from '@playwright/test';
import { meet } from './support/game.ts';
import type { Player } from './support/player.ts';
import { crash, duplicate, fillStorage, freeze, hide, openTab, thaw } from './support/tabs.ts';
import { expect, test } from './support/test.ts';

/** Counts how often the service says OPEN to a page from now on. */
function countOpens({ page }: Player): () => number {
  let opens = 0;
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      if (JSON.parse(payload.toString()).type === 'OPEN') opens += 1;
    });
  });
  return () => opens;
}

const inLobby = ({ page }: { readonly page: Page }, id: string) =>
  page.getByRole('listitem').filter({ hasText: id });

/** What a tab says that has yielded. */
const ELSEWHERE = /This ID is open in another tab/;

/** Asks for the ID that another tab has, or had, and waits until this one is it. */
async function takeOver(tab: Player, id: string): Promise<void> {
  await tab.button(`Play as ${id} here`).click();
  await expect(tab.button(`Play as ${id} here`)).toBeHidden();
  await tab.online();
}

test('a second tab takes the ID of the first', async ({ newPlayer }) => {
  const [first, bob] = [await newPlayer(), await newPlayer()];
  const firstId = await first.id();
  const second = await openTab(first);
  const secondId = await second.id();
  expect(secondId).not.toBe(firstId);
  await expect(second.text(`You are also open in another tab, as ${firstId}`)).toBeVisible();
  await bob.online();
  for (const id of [firstId, secondId]) await expect(inLobby(bob, id)).toContainText('Available');
  expect(await first.id()).toBe(firstId);

  // Each is somebody of its own: they can play each other.
  const { x, o } = await meet(first, second);
  await x.play('44');
  await expect(o.cell('44')).toHaveAttribute('data-mark', 'X');
});

test('a reload costs a tab its ID', async ({ newPlayer }) => {
  const first = await newPlayer();
  const second = await openTab(first);
  const ids = [await first.id(), await second.id()];
  for (let i = 0; i < 4; i += 1) {
    await Promise.all([first.page.reload(), second.page.reload()]);
    expect([await first.id(), await second.id()]).toEqual(ids);
  }
  await expect(second.text(`You are also open in another tab, as ${ids[0]}`)).toBeVisible();
});

test('a reload costs a second tab its game', async ({ newPlayer }) => {
  const [first, bob] = [await newPlayer(), await newPlayer()];
  await first.online();
  const second = await openTab(first);
  const { x, o } = await meet(second, bob);
  await x.play('40');
  await second.page.reload();
  await expect(second.cell('40')).toHaveAttribute('data-mark', 'X');
  await o.play('04');
  expect(await x.marks()).toBe(await o.marks());
});

test('two tabs take the ID from each other in turns', async ({ newPlayer }) => {
  const [first, bob] = [await newPlayer(), await newPlayer()];
  const id = await first.id();
  const second = await openTab(first);
  await second.online();
  const [firstOpens, secondOpens] = [countOpens(first), countOpens(second)];

  await takeOver(second, id);
  await expect(first.text(ELSEWHERE)).toBeVisible();
  await expect(first.button('New ID')).toHaveAttribute('aria-disabled', 'true');

  // Time enough to flip back and forth in.
  const { x, o } = await meet(bob, second);
  await x.play('40');
  await o.play('04');
  expect([firstOpens(), secondOpens()]).toEqual([0, 1]);
  await expect(first.text(ELSEWHERE)).toBeVisible();

  // The game goes where the ID goes.
  await first.button('Use it here').click();
  await expect(second.text(ELSEWHERE)).toBeVisible();
  await expect(second.board).toBeHidden();
  const taker = second === x ? { x: first, o } : { x, o: first };
  await taker.x.play('44');
  await expect(taker.o.cell('44')).toHaveAttribute('data-mark', 'X');
  expect(await taker.x.marks()).toBe(await taker.o.marks());
  expect([firstOpens(), secondOpens()]).toEqual([1, 1]);
});

test('a duplicated tab fights with the one that it is a copy of', async ({ newPlayer }) => {
  const first = await newPlayer();
  const second = await openTab(first);
  const ids = [await first.id(), await second.id()];
  const opens = [first, second].map(countOpens);
  for (const tab of [first, second]) {
    const copy = await duplicate(tab);
    ids.push(await copy.id());
    await expect(copy.text(`You are also open in another tab, as ${ids[0]}`)).toBeVisible();
    // From now on the copy has a place of its own.
    await copy.page.reload();
    expect(await copy.id()).toBe(ids.at(-1));
  }
  expect(new Set(ids).size).toBe(4);
  expect([await first.id(), await second.id()]).toEqual(ids.slice(0, 2));
  expect(opens.map((count) => count())).toEqual([0, 0]);
});

for (const [how, end] of [
  ['closed', ({ page }: Player) => page.close()],
  ['crashed', crash],
] as const) {
  test(`a tab that has ${how} keeps its ID from the others`, async ({ newPlayer }) => {
    const first = await newPlayer();
    const id = await first.id();
    const url = first.page.url();
    const second = await openTab(first);
    await second.online();
    await end(first);
    await takeOver(second, id);
    await end(second);
    const third = await openTab(first, url);
    expect(await third.id()).toBe(id);
  });
}

test('a suspended tab keeps its game from the others, or spoils it when it wakes', async ({ newPlayer }) => {
  const [first, bob] = [await newPlayer({ ownBrowser: true }), await newPlayer()];
  const id = await first.id();
  const { x, o } = await meet(first, bob);
  await x.play('40');
  await hide(first);
  await freeze(first);
  const second = await openTab(first, first.page.url());
  await second.online();
  const opens = countOpens(first);
  await takeOver(second, id);
  const moved = first === x ? { x: second, o } : { x, o: second };
  await moved.o.play('04');
  await thaw(first);
  await expect(first.text(ELSEWHERE)).toBeVisible();
  await expect(first.board).toBeHidden();
  await moved.x.play('44');
  await expect(moved.o.cell('44')).toHaveAttribute('data-mark', 'X');
  expect(await moved.x.marks()).toBe(await moved.o.marks());
  expect(opens()).toBe(0);
});

test('a page that comes back out of the browser’s cache fights for the ID that it had', async ({
  newPlayer,
  server,
}) => {
  const first = await newPlayer();
  const id = await first.id();
  await first.page.goto(`${server.url}/healthz`);
  const second = await openTab(first, server.url);
  expect(await second.id()).toBe(id);
  const opens = countOpens(second);
  await first.page.goBack();
  expect(await first.id()).not.toBe(id);
  await expect(first.text(`You are also open in another tab, as ${id}`)).toBeVisible();
  expect(opens()).toBe(0);
});

test('without Web Locks, as over plain http, two tabs fight for the ID', async ({ newPlayer }) => {
  const [first, bob] = [await newPlayer(), await newPlayer()];
  await first.context.addInitScript(() => {
    Reflect.deleteProperty(Navigator.prototype, 'locks');
  });
  await first.page.reload();
  const id = await first.id();
  const { x, o } = await meet(first, bob);
  await x.play('40');
  const second = await openTab(first);
  await expect(second.cell('40')).toHaveAttribute('data-mark', 'X');
  await expect(first.text(ELSEWHERE)).toBeVisible();
  const [firstOpens, secondOpens] = [countOpens(first), countOpens(second)];
  await (first === o ? second : o).play('04');
  await expect((first === x ? second : x).cell('04')).toHaveAttribute('data-mark', 'O');
  await first.button('Use it here').click();
  await expect(second.text(ELSEWHERE)).toBeVisible();
  await expect(first.cell('04')).toHaveAttribute('data-mark', 'O');
  await first.page.getByRole('link', { name: /home/ }).click();
  expect(await first.id()).toBe(id);
  expect([firstOpens(), secondOpens()]).toEqual([1, 0]);
});

test('a browser that keeps nothing cannot open two tabs', async ({ newPlayer }) => {
  const [first, bob] = [await newPlayer({ storage: 'denied' }), await newPlayer()];
  await expect(first.text(/This browser keeps nothing for this page/)).toBeVisible();
  const second = await openTab(first);
  expect(await second.id()).not.toBe(await first.id());
  const { x, o } = await meet(second, bob);
  await expect(second.text(/reloading this page loses the game/)).toBeVisible();
  await x.play('44');
  await expect(o.cell('44')).toHaveAttribute('data-mark', 'X');
});

test('a full storage stops a game, or the tab that owns the ID', async ({ newPlayer }) => {
  const [first, bob] = [await newPlayer(), await newPlayer()];
  const id = await first.id();
  await fillStorage(first);
  await first.page.reload();
  expect(await first.id()).toBe(id);
  const { x, o } = await meet(first, bob);
  await expect(first.text(/reloading this page loses the game/)).toBeVisible();
  await x.play('44');
  await expect(o.cell('44')).toHaveAttribute('data-mark', 'X');
});
