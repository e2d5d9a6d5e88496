import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPrivacy } from './privacy.ts';
import { MemoryStorage } from './testing/browser.ts';
import { loaded, THEM, withGame } from './testing/page.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('nothing is hidden until somebody says so; then it outlives a reload', () => {
  const settings = new MemoryStorage();
  expect(createPrivacy(settings).isHidden()).toBe(false);
  createPrivacy(settings).store.getState().hide(true);
  expect(createPrivacy(settings).isHidden()).toBe(true);
});

test('what another tab has turned on counts for the next link of this one, and shows', () => {
  const settings = new MemoryStorage();
  const [here, there] = [createPrivacy(settings), createPrivacy(settings)];
  there.store.getState().hide(true);
  expect(here.isHidden()).toBe(true);
  expect(here.store.getState().hidden).toBe(true);
});

test('a storage that takes nothing does not bring an older setting back', () => {
  const settings = new MemoryStorage([['uttt:hide-address', 'false']]);
  const { store, isHidden } = createPrivacy(settings);
  settings.problem = 'full';
  store.getState().hide(true);
  expect(isHidden()).toBe(true);
  // The next page would not know: that has to be said.
  expect(store.getState().kept).toBe(false);
  settings.problem = null;
  store.getState().hide(true);
  expect(store.getState().kept).toBe(true);
});

test('of two tabs side by side, each shows at once what holds for both', async () => {
  const page = await loaded();
  page.stores.privacy.getState().hide(true);
  page.storage.setItem('uttt:hide-address', 'false');
  page.shared();
  expect(page.stores.privacy.getState().hidden).toBe(false);
});

test('the network is told at each link, and a game without one tries at once when the address may be shown', async () => {
  const page = await loaded({ storage: withGame() });
  page.stores.privacy.getState().hide(true);
  expect(page.handlers.hidesAddress()).toBe(true);
  // A call that nobody has answered for a second is given up for a new one.
  await vi.advanceTimersByTimeAsync(2_000);
  const { length } = page.order;
  page.stores.privacy.getState().hide(false);
  expect(page.handlers.hidesAddress()).toBe(false);
  expect(page.order.slice(length)).toEqual([`dial ${THEM}`]);
  page.handlers.relay('offered');
  expect(page.stores.privacy.getState().relay).toBe('offered');
});
