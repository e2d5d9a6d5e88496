import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ANSWER_PATIENCE_MS, openSeat, RETURN_PATIENCE_MS, YIELD_PATIENCE_MS } from './tabs.ts';
import { Browser, MemoryStorage } from './testing/browser.ts';
import { openPage, pageOf, storeGame } from './testing/tab-player.ts';

/** Nothing here may wait unless the test lets time pass. */
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

test('the first tab plays under the browser’s ID, a second one under its own, and knows of the first', async () => {
  const browser = new Browser();
  const { page: first } = await openPage(browser);
  const { page: second } = await openPage(browser);
  expect(second.id).not.toBe(first.id);
  expect(first.seat.store.getState().usualId).toBeNull();
  expect(second.seat.store.getState()).toMatchObject({ usualId: first.id, usualOpen: true });
  expect(first.yields).toEqual([]);
  expect([first, second].map(({ seat }) => seat.ownsStill())).toEqual([true, true]);
});

test('tabs that start at once, as after a restart of the browser, share the browser’s ID with nobody', async () => {
  const browser = new Browser();
  const tabs = [browser.open(), browser.open(), browser.open()];
  const pages = await Promise.all(tabs.map(pageOf));
  await settle();
  expect(new Set(pages.map(({ id }) => id)).size).toBe(3);
  expect(pages.map(({ seat }) => seat.store.getState().usualId)).toEqual([null, pages[0]?.id, pages[0]?.id]);
});

test('each tab keeps its ID and its game over a reload', async () => {
  const browser = new Browser();
  const [first, second] = [await openPage(browser), await openPage(browser)];
  for (const { tab, page } of [first, second]) {
    storeGame(page.seat, `game of ${page.id}`);
    tab.reload();
    const again = await pageOf(tab);
    expect(again.id).toBe(page.id);
    expect(again.seat.storage.getItem('uttt:game')).toBe(`game of ${page.id}`);
  }
  const again = await pageOf(second.tab);
  expect(again.seat.store.getState()).toMatchObject({ usualId: first.page.id, usualOpen: true });
});

test('a reload waits for its own last document, and not for ever', async () => {
  const browser = new Browser();
  const { tab, page } = await openPage(browser);
  const hung = tab.reloadHung();
  await settle(RETURN_PATIENCE_MS - 1);
  hung.end();
  expect((await pageOf(tab)).id).toBe(page.id);

  tab.reloadHung();
  await settle(RETURN_PATIENCE_MS);
  expect((await pageOf(tab)).id).not.toBe(page.id);
});

test('whoever waits behind a reload is told at once when it is over', async () => {
  const browser = new Browser();
  const { tab, page } = await openPage(browser);
  const hung = tab.reloadHung();
  const other = browser.open();
  await settle(ANSWER_PATIENCE_MS - 1);
  hung.end();
  expect((await pageOf(tab)).id).toBe(page.id);
  expect((await pageOf(other)).seat.store.getState().usualId).toBe(page.id);
});

test('a duplicated tab fights for nothing: it draws an ID, and sees no game of the other', async () => {
  const browser = new Browser();
  const [first, second] = [await openPage(browser), await openPage(browser)];
  storeGame(second.page.seat, 'game of the second tab');
  const copies = await Promise.all([first, first, second, second].map(({ tab }) => pageOf(tab.duplicate())));
  const ids = [first.page, second.page, ...copies].map(({ id }) => id);
  expect(new Set(ids).size).toBe(6);
  expect(copies.map(({ seat }) => seat.storage.getItem('uttt:game'))).toEqual([null, null, null, null]);
  expect([first.page.yields, second.page.yields]).toEqual([[], []]);
});

test('a tab that is asked to yield stores in good order and then nothing any more; the other one goes on with it', async () => {
  const browser = new Browser();
  const [first, second] = [await openPage(browser), await openPage(browser)];
  second.page.seat.store.getState().takeOver();
  expect(second.page.seat.store.getState().taking).toBe(true);
  await settle();
  const taker = await pageOf(second.tab);
  expect(taker.document).not.toBe(second.page.document);
  expect(taker.id).toBe(first.page.id);
  expect(taker.seat.store.getState().usualId).toBeNull();
  expect(taker.seat.storage.getItem('uttt:game')).toBe('stored when asked');
  expect(first.page.yields).toEqual([['asked', true]]);
  expect(first.page.seat.ownsStill()).toBe(false);
  expect(storeGame(first.page.seat, 'late')).toBe(false);

  // Its own reload finds the seat taken, and it may ask for it back.
  first.tab.reload();
  const back = await pageOf(first.tab);
  expect(back.seat.store.getState()).toMatchObject({ usualId: taker.id, usualOpen: true });
  back.seat.store.getState().takeOver();
  await settle();
  expect((await pageOf(first.tab)).id).toBe(taker.id);
  expect(taker.yields).toEqual([['asked', true]]);
});

test('a tab that has yielded does not speak for the seat any more', async () => {
  const browser = new Browser();
  const [first, second] = [await openPage(browser), await openPage(browser)];
  second.page.seat.store.getState().takeOver();
  await settle();
  const hung = second.tab.reloadHung();
  await settle();
  hung.end();
  expect((await pageOf(second.tab)).id).toBe(first.page.id);
});

test('the tab that yielded can take the ID back as it stands', async () => {
  const browser = new Browser();
  const [first, second] = [await openPage(browser), await openPage(browser)];
  second.page.seat.store.getState().takeOver();
  await settle();
  first.page.seat.store.getState().takeOver();
  await settle();
  expect((await pageOf(first.tab)).id).toBe(first.page.id);
  const yielded = await pageOf(second.tab);
  expect(yielded.seat.ownsStill()).toBe(false);
});

test('a suspended tab delays a new one a little; its seat is taken away, and it can do nothing when it wakes', async () => {
  const browser = new Browser();
  const first = await openPage(browser);
  first.page.document.freeze();
  const tab = browser.open();
  await settle(ANSWER_PATIENCE_MS);
  const second = await pageOf(tab);
  expect(second.seat.store.getState()).toMatchObject({ usualId: first.page.id, usualOpen: true });

  second.seat.store.getState().takeOver();
  await settle(YIELD_PATIENCE_MS - 1);
  expect(tab.document).toBe(second.document);
  await settle(1);
  const taker = await pageOf(tab);
  expect(taker.id).toBe(first.page.id);
  storeGame(taker.seat, 'newer');

  // Before a single event has told it.
  first.page.document.thaw();
  expect(first.page.seat.ownsStill()).toBe(false);
  expect(storeGame(first.page.seat, 'older')).toBe(false);
  await settle();
  expect(first.page.yields).toEqual([['lost', false]]);
  expect(taker.seat.storage.getItem('uttt:game')).toBe('newer');
  expect(taker.yields).toEqual([]);
});

test('a tab that has closed or crashed leaves the ID to whoever asks next, at once', async () => {
  const browser = new Browser();
  const [first, second] = [await openPage(browser), await openPage(browser)];
  first.tab.close();
  await settle();
  expect(second.page.seat.store.getState()).toMatchObject({ usualId: first.page.id, usualOpen: false });
  second.tab.reload();
  const again = await pageOf(second.tab);
  expect(again.seat.store.getState()).toMatchObject({ usualId: first.page.id, usualOpen: false });
  again.seat.store.getState().takeOver();
  await settle();
  expect((await pageOf(second.tab)).id).toBe(first.page.id);

  second.tab.document.end();
  const { page: third } = await openPage(browser);
  expect(third.id).toBe(first.page.id);
});

test('a crash is seen by whoever looks at the second tab next', async () => {
  const browser = new Browser();
  const [first, second] = [await openPage(browser), await openPage(browser)];
  first.tab.document.end();
  await settle();
  expect(second.page.seat.store.getState().usualOpen).toBe(true);
  second.tab.document.look();
  await settle();
  expect(second.page.seat.store.getState()).toMatchObject({ usualId: first.page.id, usualOpen: false });
});

test('a new ID of the first tab is what the second one offers', async () => {
  const browser = new Browser();
  const [first, second] = [await openPage(browser), await openPage(browser)];
  first.page.identity.store.getState().reroll();
  await settle();
  expect(second.page.seat.store.getState().usualId).toBe(first.page.id);
  second.page.identity.store.getState().reroll();
  second.tab.reload();
  expect((await pageOf(second.tab)).id).toBe(second.page.id);
});

test('a page out of the back/forward cache starts again, with what is stored by then', async () => {
  const browser = new Browser();
  const first = await openPage(browser);
  first.page.document.hide();
  first.page.document.freeze();
  const second = await openPage(browser);
  expect(second.page.id).toBe(first.page.id);
  first.page.document.restore();
  expect(first.tab.document).not.toBe(first.page.document);
  expect((await pageOf(first.tab)).id).not.toBe(first.page.id);
  expect(second.page.seat.ownsStill()).toBe(true);
});

test('without Web Locks the newer tab has the ID; the older one is fenced off, and may ask for it back', async () => {
  const browser = new Browser('no locks');
  const [first, second] = [await openPage(browser), await openPage(browser)];
  expect(second.page.id).toBe(first.page.id);
  expect(first.page.seat.ownsStill()).toBe(false);
  // The service says so.
  first.page.seat.giveUp();
  first.page.seat.giveUp();
  expect(first.page.yields).toEqual([['lost', false]]);
  first.page.seat.store.getState().takeOver();
  expect((await pageOf(first.tab)).id).toBe(second.page.id);
  expect(second.page.seat.ownsStill()).toBe(false);
});

test('a tab that is told that its ID is in use elsewhere stores nothing, and lets go of the seat', async () => {
  const browser = new Browser();
  const [first, second] = [await openPage(browser), await openPage(browser)];
  first.page.seat.giveUp();
  expect(first.page.yields).toEqual([['lost', false]]);
  second.page.seat.store.getState().takeOver();
  await settle();
  expect((await pageOf(second.tab)).id).toBe(first.page.id);
});

test('locks that are denied to the page are as good as none', async () => {
  const browser = new Browser('refusals');
  const [first, second] = [await openPage(browser), await openPage(browser)];
  expect(second.page.id).toBe(first.page.id);
  first.page.seat.store.getState().takeOver();
  await settle();
  expect((await pageOf(first.tab)).id).toBe(first.page.id);
});

test('a tab with a seat of its own does without locks that are denied later', async () => {
  const browser = new Browser();
  await openPage(browser);
  const second = await openPage(browser);
  browser.gives = 'refusals';
  second.tab.reload();
  expect((await pageOf(second.tab)).id).toBe(second.page.id);
});

test.each([null, 7, { type: 'yield' }, { type: 'held', seat: 'browser', id: { __proto__: 1 } }])(
  'what another build says in the channel (%j) is not heard',
  async (message) => {
    const browser = new Browser();
    const [first, second] = [await openPage(browser), await openPage(browser)];
    for (const { page } of [first, second]) page.document.hear(message);
    await settle();
    expect(first.page.yields).toEqual([]);
    expect(second.page.seat.store.getState().usualId).toBe(first.page.id);
  },
);

test('a free lock that a busy browser grants late costs the tab its seat', async () => {
  const lateMs = 3 * ANSWER_PATIENCE_MS + 1;
  const local = new MemoryStorage();
  const nobody = { post: () => undefined, onMessage: () => undefined };
  const opening = openSeat({
    local,
    session: new MemoryStorage(),
    others: {
      channel: nobody,
      locks: {
        request: (_name, _asking, granted) =>
          new Promise((resolve) => {
            setTimeout(() => void granted().then(resolve), lateMs);
          }),
        query: () => Promise.resolve({ held: [] }),
      },
    },
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    returning: false,
    reload: () => undefined,
    onHide: () => undefined,
    onRestore: () => undefined,
    onLook: () => undefined,
  });
  await settle(lateMs);
  const seat = await opening;
  seat.storage.setItem('uttt:game', 'a game');
  expect(local.getItem('uttt:game')).toBe('a game');
  expect(seat.store.getState().lasting).toBe(true);
});
