import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createIceList, type IceList, relayOf, relaysIn } from './ice.ts';

/** What the service answers, and what it was shown. */
let answer: { readonly status?: number; readonly body: unknown };
const shown: (string | undefined)[] = [];
const lists: unknown[] = [];
let server: Server;
let ice: IceList;
let now = 0;
let ticket: string | null = 'a.ticket.ofours';

const turn = (username: string) => [{ urls: 'turn:turn.example', username, credential: 'secret' }];

beforeEach(async () => {
  server = createServer((request, response) => {
    shown.push(request.headers.authorization);
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('does not listen');
  shown.length = 0;
  lists.length = 0;
  now = 0;
  ticket = 'a.ticket.ofours';
  ice = createIceList({
    url: `http://127.0.0.1:${address.port}/peerjs/ice`,
    ticket: () => Promise.resolve(ticket),
    now: () => now,
    changed: ({ iceServers }) => lists.push(iceServers),
  });
});
afterEach(() => {
  ice.stop();
  server.close();
  server.closeAllConnections();
});

test('the ticket is shown in a header, where no proxy writes it down; who has none shows none', async () => {
  answer = { body: { iceServers: [] } };
  await ice.refresh();
  ticket = null;
  await ice.refresh();
  expect(shown).toEqual(['Bearer a.ticket.ofours', undefined]);
});

test('a list without credentials never runs out', async () => {
  answer = { body: { iceServers: [{ urls: 'stun:stun.example' }] } };
  await ice.refresh();
  now = Number.MAX_SAFE_INTEGER;
  expect(ice.isDue()).toBe(false);
});

test('credentials are due when half of their time is over', async () => {
  answer = { body: { iceServers: turn('1'), ttlSeconds: 100 } };
  // Without a list a call would fail, or say that there is no relay.
  expect([ice.isGood(), ice.isDue()]).toEqual([false, true]);
  await ice.refresh();
  now = 49_999;
  expect([ice.isGood(), ice.isDue()]).toEqual([true, false]);
  now = 50_000;
  expect([ice.isGood(), ice.isDue()]).toEqual([false, true]);
});

test('credentials are renewed by themselves', async () => {
  answer = { body: { iceServers: turn('1'), ttlSeconds: 1 } };
  await ice.refresh();
  answer = { body: { iceServers: turn('2'), ttlSeconds: 100 } };
  now = 600;
  await vi.waitFor(() => expect(lists).toEqual([turn('1'), turn('2')]), 30_000);
});

test.each([
  ['fails', { status: 503, body: {} }],
  ['makes no sense', { body: { iceServers: 'none' } }],
  ['has no credentials any more', { body: { iceServers: [], refused: 'auth/expired' } }],
])('an answer that %s keeps the list of before, and calls do not wait for it', async (_what, bad) => {
  answer = { body: { iceServers: turn('1'), ttlSeconds: 100 } };
  await ice.refresh();
  answer = bad;
  now = 60_000;
  await ice.refresh();
  expect(lists).toEqual([turn('1')]);
  expect(ice.isDue()).toBe(false);
  now += 30_000;
  expect(ice.isDue()).toBe(true);
});

test('a first list that cannot be had holds nobody up, and is asked for again', async () => {
  answer = { status: 503, body: {} };
  await ice.refresh();
  expect([ice.isGood(), ice.isDue()]).toEqual([false, false]);
  now = 30_000;
  expect(ice.isDue()).toBe(true);
});

test('while nobody can be called no list is asked for, also if an answer was still on its way', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  answer = { body: { iceServers: turn('1'), ttlSeconds: 100 } };
  await ice.refresh();
  ice.pause();
  vi.advanceTimersByTime(50_000);
  const late = ice.refresh();
  ice.pause();
  await late;
  now = 1_000_000;
  vi.advanceTimersByTime(1_000_000);
  expect(shown).toHaveLength(2);
  await ice.refresh();
  now += 50_000;
  vi.advanceTimersByTime(50_000);
  await ice.refresh();
  expect(shown).toHaveLength(4);
});

test('several who ask at once get one answer', async () => {
  answer = { body: { iceServers: [] } };
  await Promise.all([ice.refresh(), ice.refresh(), ice.refresh()]);
  expect(shown).toHaveLength(1);
});

test('a list that arrives for a connection that is gone is dropped', async () => {
  answer = { body: { iceServers: turn('1'), ttlSeconds: 1 } };
  const asked = ice.refresh();
  ice.stop();
  await asked;
  expect(lists).toEqual([]);
});

test('a stock server, which has no list, is one without relays', async () => {
  answer = { status: 404, body: 'not found' };
  await ice.refresh();
  expect(lists).toEqual([[]]);
  expect(ice.isGood()).toBe(true);
});

test.each([
  [{ iceServers: turn('1'), ttlSeconds: 100 }, 'offered'],
  [{ iceServers: [{ urls: ['stun:stun.example', 'TURNS:turn.example'] }] }, 'offered'],
  [{ iceServers: [{ urls: 'stun:turn.example' }] }, 'none'],
  [{ iceServers: [] }, 'none'],
  [{ iceServers: [{ urls: 'stun:stun.example' }], refused: 'auth/expired' }, 'refused'],
] as const)('what a list has for who hides: %j', (list, offer) => {
  const iceServers = list.iceServers.map((one) => ({ ...one, urls: [one.urls].flat() }));
  expect(relayOf({ ...list, iceServers })).toBe(offer);
});

test('of a list for who hides, only the relays are left: a STUN server would see the address for nothing', () => {
  const [relay] = turn('1');
  const mixed = { ...relay, urls: ['stun:stun.example', 'turn:turn.example', 'turns:turn.example'] };
  expect(relaysIn([{ urls: 'stun:stun.example' }, mixed])).toEqual([
    { ...relay, urls: ['turn:turn.example', 'turns:turn.example'] },
  ]);
});
