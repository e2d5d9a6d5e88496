/** The tools of the other stories do to a browser what their names say. */
import { meet } from './support/game.ts';
import type { Player } from './support/player.ts';
import { crash, duplicate, fillStorage, freeze, hide, openTab, show, thaw } from './support/tabs.ts';
import { expect, test } from './support/test.ts';
import { closeChannels, closeConnections } from './support/webrtc.ts';

/** Notes the time (ms) of each turn of a quick timer in the page. */
async function startTimer({ page }: Player): Promise<void> {
  await page.evaluate(() => {
    const turns: number[] = [];
    Reflect.set(window, 'turns', turns);
    setInterval(() => turns.push(performance.now()), 50);
  });
}

function turnsOf({ page }: Player): Promise<number[]> {
  return page.evaluate(() => Reflect.get(window, 'turns'));
}

test('a tab behind another one is hidden, and its timers are slowed down', async ({ newPlayer }) => {
  const ann = await newPlayer({ ownBrowser: true });
  await ann.online();
  await startTimer(ann);
  await hide(ann);
  await expect
    .poll(async () => {
      const turns = await turnsOf(ann);
      return Math.max(...turns.slice(1).map((turn, index) => turn - (turns[index] ?? turn)));
    })
    .toBeGreaterThan(900);
  await show(ann);
});

test('a frozen tab does nothing, and hears afterwards what was said meanwhile', async ({ newPlayer }) => {
  const frozen = await newPlayer({ ownBrowser: true });
  const other = await newPlayer();
  const { x } = await meet(frozen, other);
  if (x === frozen) await frozen.play('40');
  const move = x === frozen ? '04' : '40';
  // All that came before has arrived: who is suspended in the middle of it could not finish it.
  await expect(other.cell(move)).toHaveAttribute('data-legal', /.*/);
  await hide(frozen);
  await freeze(frozen);
  await Promise.all([startTimer(frozen), startTimer(other)]);
  await other.play(move);
  await expect.poll(async () => (await turnsOf(other)).length).toBeGreaterThan(40);
  expect(await turnsOf(frozen)).toEqual([]);
  await expect(frozen.cell(move)).not.toHaveAttribute('data-mark');
  await thaw(frozen);
  await expect(frozen.cell(move)).toHaveAttribute('data-mark', /./);
  await show(frozen);
});

/** Counts the channels on which the page sends something from now on, and those of them that end. */
async function countChannels({ page }: Player): Promise<void> {
  await page.evaluate(() => {
    const seen = new Set<RTCDataChannel>();
    const count = { used: 0, ended: 0 };
    Reflect.set(window, 'channels', count);
    const send = Reflect.get(RTCDataChannel.prototype, 'send');
    Reflect.set(RTCDataChannel.prototype, 'send', function (this: RTCDataChannel, data: string) {
      if (!seen.has(this)) this.addEventListener('close', () => (count.ended += 1));
      count.used = seen.add(this).size;
      Reflect.apply(send, this, [data]);
    });
  });
}

for (const close of [closeChannels, closeConnections]) {
  test(`${close.name}: the channel ends on both sides`, async ({ newPlayer }) => {
    const players = [await newPlayer(), await newPlayer()] as const;
    await meet(...players);
    for (const player of players) await countChannels(player);
    const all = (name: 'used' | 'ended'): Promise<number[]> =>
      Promise.all(
        players.map(({ page }) => page.evaluate((key) => Reflect.get(window, 'channels')[key], name)),
      );
    // Both have a heartbeat.
    await expect.poll(() => all('used')).toEqual([1, 1]);
    expect(await close(players[0])).toBe(1);
    await expect.poll(() => all('ended')).toEqual([1, 1]);
  });
}

test('a tab that crashed says goodbye to nobody; its address opened again finds what was stored', async ({
  newPlayer,
}) => {
  const ann = await newPlayer();
  const id = await ann.id();
  await ann.page.evaluate(() => {
    window.addEventListener('pagehide', () => localStorage.setItem('said', 'goodbye'));
    localStorage.setItem('stored', 'last');
  });
  await crash(ann);
  const again = await openTab(ann);
  expect(await again.id()).toBe(id);
  const kept = await again.page.evaluate(() => [
    localStorage.getItem('stored'),
    localStorage.getItem('said'),
  ]);
  expect(kept).toEqual(['last', null]);
});

test('a duplicated tab starts with a copy of the session storage', async ({ newPlayer }) => {
  const ann = await newPlayer();
  await ann.page.evaluate(() => sessionStorage.setItem('tab', 'the same'));
  const copy = await duplicate(ann);
  expect(copy.page.url()).toBe(ann.page.url());
  expect(await copy.page.evaluate(() => sessionStorage.getItem('tab'))).toBe('the same');
});

test('denied storage throws, and so do Web Locks', async ({ newPlayer }) => {
  const ann = await newPlayer({ storage: 'denied' });
  const names = await ann.page.evaluate(async () => {
    const tries = [
      () => localStorage.length,
      () => sessionStorage.length,
      () => navigator.locks.request('a lock', () => 'held'),
    ];
    const refused = tries.map(async (attempt) => await attempt());
    const outcomes = await Promise.allSettled(refused);
    return outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.name : 'allowed'));
  });
  expect(names).toEqual(['SecurityError', 'SecurityError', 'SecurityError']);
});

test('full storage takes nothing more', async ({ newPlayer }) => {
  const ann = await newPlayer();
  await fillStorage(ann);
  const name = await ann.page.evaluate(() => {
    try {
      localStorage.setItem('more', '');
      return 'stored';
    } catch (error) {
      return error instanceof DOMException ? error.name : 'another error';
    }
  });
  expect(name).toBe('QuotaExceededError');
});

test('a service that is killed says nothing, and another one takes its place', async ({
  newPlayer,
  newServer,
}) => {
  const first = await newServer();
  const ann = await newPlayer({ url: first.url });
  const id = await ann.id();
  await first.kill();
  await expect(ann.page.getByRole('banner').getByText('Offline')).toBeVisible();
  const second = await newServer({ PORT: new URL(first.url).port });
  expect(second.url).toBe(first.url);
  expect(await ann.id()).toBe(id);
});
