import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AWAY_AFTER_MS, REST_AFTER_MS } from './attention.ts';
import { browser, loaded, ME, Page, THEM, withGame } from './testing/page.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const LEFT = { reason: 'left', by: 'them' } as const;

test.each([
  ['#/play', 'nothing', null, '#/'],
  ['#/', 'a game', withGame, '#/play'],
  ['#/play', 'a game', withGame, '#/play'],
  ['#/local', 'a game', withGame, '#/play'],
  [`#/c/someone-else-entirely`, 'a game', withGame, '#/play'],
  ['#/', 'a game that they left', () => withGame(LEFT), '#/play'],
  [`#/c/someone-else-entirely`, 'a game that they left', () => withGame(LEFT), `#/c/someone-else-entirely`],
])('a page opened at %s with %s stored', (fragment, _, stored, there) => {
  const page = new Page({ fragment, storage: stored === null ? browser() : stored() });
  expect(page.fragment).toBe(there);
  expect(page.match?.peer).toBe(stored === null ? undefined : THEM);
});

test('a page with a stored game is welcoming before it calls, and says that it plays', async () => {
  const page = await loaded({ storage: withGame() });
  expect(page.told('JOIN')).toMatchObject({ status: 'playing', allow: [THEM] });
  expect(page.order).toEqual(['JOIN', `dial ${THEM}`]);
  expect(page.handlers.accepts(THEM)).toBe(true);
  expect(page.handlers.accepts('someone-else-entirely')).toBe(false);
});

test('leaving the game makes the opponent a stranger again, and the page goes home', async () => {
  const page = await loaded({ storage: withGame() });
  page.stores.match.getState().leave();
  expect(page.fragment).toBe('#/');
  expect(page.handlers.accepts(THEM)).toBe(false);
  expect(page.told('ALLOW')).toMatchObject({ allow: [] });
  expect(page.told('STATUS')).toMatchObject({ status: 'available' });
  expect(new Page({ storage: page.storage }).match).toBeNull();
});

test('the service dies and comes back: the game is untouched, and everything is said again', async () => {
  const page = await loaded({ storage: withGame() });
  const { match } = page;
  page.network.lose();
  expect(page.phase).toBe('reconnecting');
  expect(page.match?.peer).toBe(match?.peer);
  await vi.advanceTimersByTimeAsync(500);
  expect(page.network.started).toHaveLength(2);
  expect(page.network.started[1]).toEqual(page.network.started[0]);
  page.network.log.length = 0;
  // The call of before may have been lost with the service.
  await vi.advanceTimersByTimeAsync(1_000);
  page.network.comeOnline();
  expect(page.phase).toBe('online');
  expect(page.order).toEqual(['JOIN', `dial ${THEM}`]);
  expect(page.told('JOIN')).toMatchObject({ status: 'playing', allow: [THEM] });
});

test('a service that goes away on purpose is left alone for as long as it asks, and the game is not', async () => {
  const page = await loaded({ storage: withGame() });
  page.handlers.notice({ type: 'GOAWAY', payload: { reason: 'shutdown', retryAfterMs: 8_000 } });
  page.network.lose();
  await vi.advanceTimersByTimeAsync(7_000);
  page.online();
  page.turned();
  expect(page.network.started).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(page.network.started).toHaveLength(2);
  expect(page.match?.session.ended).toBeNull();
});

const REPLACED = { type: 'GOAWAY', payload: { reason: 'replaced', retryAfterMs: 0 } } as const;

test.each<readonly [string, (page: Page) => void]>([
  ['the service says so', (page) => page.handlers.notice(REPLACED)],
  ['another tab asks for it', (page) => page.seat.yieldSeat('asked')],
  ['another tab has taken it', (page) => page.seat.yieldSeat('lost')],
  [
    'it finds out before it acts',
    (page) => {
      page.seat.overwritten = true;
      page.stores.match.getState().leave();
    },
  ],
])(
  'a page whose id goes to another tab (%s) leaves the game to it, and does not come back',
  async (_how, go) => {
    const page = await loaded({ storage: withGame() });
    go(page);
    page.handlers.offline();
    page.online();
    page.turned();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(page.phase).toBe('replaced');
    expect(page.network.started).toHaveLength(1);
    expect(page.network.isOnline).toBe(false);
    expect(page.match).toBeNull();
    expect(page.fragment).toBe('#/');
    page.stores.identity.getState().reroll();
    expect(page.id).toBe(ME);
    expect((await loaded({ storage: page.storage })).match?.peer).toBe(THEM);
  },
);

test('a page that has lost its id while its network was loading does not connect', async () => {
  const page = new Page();
  page.seat.yieldSeat('lost');
  await vi.advanceTimersByTimeAsync(0);
  expect(page.network.started).toEqual([]);
});

test('an id that is taken is kept for as long as a game is stored under it, and no longer', async () => {
  const page = await loaded({ storage: withGame() });
  page.network.isOnline = false;
  page.handlers.taken();
  page.handlers.offline();
  expect(page.id).toBe(ME);
  page.stores.match.getState().leave();
  page.handlers.taken();
  expect(page.id).not.toBe(ME);
  expect(page.stores.identity.getState().replacedId).toBe(ME);
});

test('no new id is drawn while a game is stored under the old one', async () => {
  const page = await loaded({ storage: withGame() });
  page.stores.identity.getState().reroll();
  expect(page.id).toBe(ME);
  page.stores.match.getState().leave();
  page.stores.identity.getState().reroll();
  expect(page.id).not.toBe(ME);
  await vi.advanceTimersByTimeAsync(0);
  expect(page.network.started.at(-1)?.id).toBe(page.id);
});

test('a page that was opened in the background is away like one that was put there', async () => {
  const page = await loaded({ isHidden: true });
  expect(page.told('JOIN')).toMatchObject({ status: 'available' });
  await vi.advanceTimersByTimeAsync(AWAY_AFTER_MS);
  expect(page.told('STATUS')).toMatchObject({ status: 'away' });
  page.isHidden = false;
  page.turned();
  expect(page.told('STATUS')).toMatchObject({ status: 'available' });
});

test('a page that nobody looks at for half an hour lets go of the service, and comes back under its id when somebody does', async () => {
  const page = await loaded();
  page.isHidden = true;
  page.turned();
  await vi.advanceTimersByTimeAsync(REST_AFTER_MS);
  expect([page.phase, page.network.drops]).toEqual(['resting', 1]);
  // The device has a network again, and still nobody looks.
  page.online();
  await vi.advanceTimersByTimeAsync(10 * REST_AFTER_MS);
  expect([page.phase, page.network.drops, page.network.started]).toMatchObject(['resting', 1, [{ id: ME }]]);
  page.isHidden = false;
  page.turned();
  await vi.advanceTimersByTimeAsync(0);
  expect(page.network.started.map(({ id }) => id)).toEqual([ME, ME]);
  page.network.comeOnline();
  expect(page.phase).toBe('online');
});

test('a page that is looked at now and then never rests, nor does one with a game until it is over', async () => {
  const seen = await loaded();
  for (let look = 0; look < 3; look += 1) {
    seen.isHidden = true;
    seen.turned();
    await vi.advanceTimersByTimeAsync(REST_AFTER_MS - 1);
    seen.isHidden = false;
    seen.turned();
  }
  expect(seen.network.drops).toBe(0);
  const playing = await loaded({ isHidden: true });
  await vi.advanceTimersByTimeAsync(REST_AFTER_MS - 1_000);
  playing.handlers.notice({ type: 'CHALLENGE', payload: { from: THEM, challenge: 'c1' } });
  playing.stores.challenges.getState().accept('c1');
  await vi.advanceTimersByTimeAsync(1_000);
  expect([playing.match?.failure, playing.phase]).toEqual([null, 'online']);
  playing.stores.match.getState().leave();
  await vi.advanceTimersByTimeAsync(REST_AFTER_MS);
  expect(playing.phase).toBe('resting');
});

test('a page that somebody has just challenged, or whose own challenge waits, does not go to rest over it', async () => {
  const asked = await loaded({ isHidden: true });
  await vi.advanceTimersByTimeAsync(REST_AFTER_MS - 1_000);
  asked.handlers.notice({ type: 'CHALLENGE', payload: { from: THEM, challenge: 'c1' } });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked.phase).toBe('online');
  await vi.advanceTimersByTimeAsync(REST_AFTER_MS);
  expect(asked.phase).toBe('resting');
  const asking = await loaded({ isHidden: true });
  await vi.advanceTimersByTimeAsync(REST_AFTER_MS - 1_000);
  asking.stores.challenges.getState().challenge(THEM);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asking.phase).toBe('online');
});

test.each(['turned', 'online'] as const)(
  'a socket that has died unnoticed is found out when the page is %s',
  async (event) => {
    const page = await loaded();
    page.network.isDeaf = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(page.network.drops).toBe(0);
    page[event]();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(page.network.drops).toBe(1);
    expect(page.network.started.length).toBeGreaterThan(1);
  },
);

test.each(['turned', 'online'] as const)('no wait goes on when the page is %s', async (event) => {
  const page = await loaded({ storage: withGame() });
  await vi.advanceTimersByTimeAsync(4_000);
  page.network.lose();
  await vi.advanceTimersByTimeAsync(100);
  const [starts, calls] = [page.network.started.length, page.network.log.length];
  page[event]();
  await vi.advanceTimersByTimeAsync(0);
  expect(page.network.started).toHaveLength(starts + 1);
  page.network.isOnline = true;
  page[event]();
  expect(page.network.log.slice(calls)).toContain(`dial ${THEM}`);
});

test('a page that goes away keeps its game for the next one, twice in a row', async () => {
  const storage = withGame();
  for (let load = 0; load < 2; load += 1) {
    const page = await loaded({ storage });
    page.network.log.length = 0;
    page.closing();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(page.order).toEqual([]);
    expect(page.fragment).toBe('#/play');
  }
  expect(new Page({ storage }).match?.peer).toBe(THEM);
});

test('another player is told at once that this one plays, also while there is no link', async () => {
  const page = await loaded({ storage: withGame() });
  page.handlers.notice({ type: 'CHALLENGE', payload: { from: 'someone-else-entirely', challenge: 'c1' } });
  expect(page.network.requests.at(-1)).toMatchObject({
    type: 'CHALLENGE-REPLY',
    payload: { to: 'someone-else-entirely', reply: 'busy' },
  });
  expect(page.stores.challenges.getState().incoming).toEqual([]);
});
