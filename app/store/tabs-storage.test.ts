import { expect, test } from 'vitest';
import { Browser, MemoryStorage } from './testing/browser.ts';
import { openPage, pageOf, storeGame } from './testing/tab-player.ts';

test('with storage denied every tab plays under an ID of its own, and says that nothing is kept', async () => {
  const browser = new Browser();
  browser.local.problem = 'denied';
  const session = new MemoryStorage();
  session.problem = 'denied';
  const [first, second] = [await openPage(browser, session), await openPage(browser, session)];
  expect(second.page.id).not.toBe(first.page.id);
  for (const { tab, page } of [first, second]) {
    expect(page.seat.ownsStill()).toBe(true);
    expect(page.identity.store.getState().kept).toBe(false);
    expect(page.seat.store.getState().usualId).toBeNull();
    tab.reload();
    expect((await pageOf(tab)).seat.ownsStill()).toBe(true);
  }
});

test('a storage that is full refuses, and its stale mark fences nobody off', async () => {
  const browser = new Browser();
  const first = await openPage(browser);
  browser.local.problem = 'full';
  first.tab.reload();
  const again = await pageOf(first.tab);
  expect(again.id).toBe(first.page.id);
  expect(again.seat.ownsStill()).toBe(true);
  expect(storeGame(again.seat, 'too much')).toBe(false);
  browser.local.problem = null;
  expect(storeGame(again.seat, 'enough')).toBe(true);
});

test('a storage that is cleared under the page takes nothing away from it', async () => {
  const browser = new Browser();
  const { page } = await openPage(browser);
  browser.local.entries.clear();
  expect(page.seat.ownsStill()).toBe(true);
});

test.each(['{', '"../../seat"', '7', 'null'])('a damaged session (%s) is none', async (text) => {
  const browser = new Browser();
  await openPage(browser);
  const { tab, page } = await openPage(browser, new MemoryStorage([['uttt:seat', text]]));
  tab.reload();
  expect((await pageOf(tab)).id).toBe(page.id);
});
