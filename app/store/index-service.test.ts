/** What the service says, and what becomes of it on the page. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Change, Member, ServerNotice } from '../../signaling/protocol/index.ts';
import type { TicketIssuer } from '../net/index.ts';
import { SMALL_LOBBY } from './room.ts';
import { MemoryStorage } from './testing/browser.ts';
import { loaded, ME, Page, THEM, withGame } from './testing/page.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const RENEW = { type: 'GOAWAY', payload: { reason: 'renew', retryAfterMs: 200 } } as const;
const room = (...members: Member[]): ServerNotice => ({
  type: 'ROOM',
  payload: { room: 'lobby', rev: 0, members, total: members.length },
});

test('a connection that has reached its age is exchanged unseen: the lobby, its challenges and the game stay', async () => {
  const page = await loaded({ storage: withGame() });
  page.handlers.notice(room([THEM, 'playing']));
  const { match } = page;
  page.handlers.notice(RENEW);
  page.network.lose();
  expect(page.phase).toBe('renewing');
  expect(page.stores.lobby.getState()).toMatchObject({ live: true, members: [{ id: THEM }] });
  await vi.advanceTimersByTimeAsync(200);
  expect(page.network.started).toHaveLength(2);
  page.network.comeOnline();
  expect(page.phase).toBe('online');
  expect(page.match?.peer).toBe(match?.peer);
});

test('a connection that cannot be exchanged shows as lost, with the list of before', async () => {
  const page = await loaded();
  page.handlers.notice(room([THEM, 'available']));
  page.handlers.notice(RENEW);
  page.network.lose();
  await vi.advanceTimersByTimeAsync(200);
  page.handlers.offline();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(page.phase).not.toBe('renewing');
  expect(page.stores.lobby.getState()).toMatchObject({ live: false, members: [{ id: THEM }] });
});

test('a page without a ticket that the service wants one from does not knock for ever', async () => {
  const page = await loaded();
  page.handlers.refused('auth/missing');
  page.handlers.offline();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(page.phase).toBe('unusable');
  expect(page.network.started).toHaveLength(1);
});

test('a ticket that is refused is exchanged at once, and the next ones with patience', async () => {
  let count = 0;
  const issuer: TicketIssuer = {
    issue: () =>
      Promise.resolve({
        type: 'granted',
        id: ME,
        ticket: `ticket.${(count += 1)}`,
        ttlMs: 600_000,
        kept: true,
      }),
  };
  const page = await loaded({ issuer, storage: new MemoryStorage() });
  page.network.lose();
  await vi.advanceTimersByTimeAsync(500);
  const { started } = page.network;
  const refuse = (): void => {
    page.handlers.refused('auth/unknown-key');
    page.handlers.offline();
  };
  expect(started).toHaveLength(2);
  refuse();
  await vi.advanceTimersByTimeAsync(0);
  expect(started).toHaveLength(3);
  refuse();
  await vi.advanceTimersByTimeAsync(999);
  expect(started).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(started.map(({ token }) => token)).toEqual(['ticket.1', 'ticket.1', 'ticket.2', 'ticket.3']);
});

test('a service that is full is tried again', async () => {
  const page = await loaded();
  page.handlers.refused('server/full');
  page.handlers.offline();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(page.network.started.length).toBeGreaterThan(1);
});

/** The lines of the chat, as far as they are of this kind. */
const lines = ({ stores }: Page, kind: 'said' | 'presence') =>
  stores.chat.getState().lines.filter((line) => line.kind === kind);

test('what is said in another room is not said in the lobby', async () => {
  const page = await loaded();
  const said = { from: THEM, id: '1', text: 'hello', at: 1 };
  page.handlers.notice({ type: 'CHAT', payload: { room: 'elsewhere', ...said } });
  page.handlers.notice({ type: 'HISTORY', payload: { room: 'elsewhere', messages: [said] } });
  expect(lines(page, 'said')).toEqual([]);
  page.handlers.notice({ type: 'CHAT', payload: { room: 'lobby', ...said } });
  page.handlers.notice({ type: 'HISTORY', payload: { room: 'lobby', messages: [said] } });
  expect(lines(page, 'said')).toHaveLength(1);
});

test('who comes and goes is told in a small lobby, but not who was missed while the service was away', async () => {
  const page = new Page();
  await vi.advanceTimersByTimeAsync(0);
  const change = (rev: number, changes: Change[], total: number): ServerNotice => ({
    type: 'PRESENCE',
    payload: { room: 'lobby', rev, changes, total },
  });
  page.handlers.online();
  page.handlers.notice(room([ME, 'available'], [THEM, 'available']));
  expect(lines(page, 'presence')).toEqual([]);
  page.handlers.notice(change(1, [['new-comers-rule', 'available']], 3));
  expect(lines(page, 'presence')).toMatchObject([{ joined: ['new-comers-rule'], left: [] }]);
  page.network.lose();
  await vi.advanceTimersByTimeAsync(1_000);
  page.handlers.online();
  page.handlers.notice(room([ME, 'available']));
  expect(lines(page, 'presence')).toHaveLength(1);
  page.handlers.notice(change(1, [[THEM, 'available']], SMALL_LOBBY + 1));
  expect(lines(page, 'presence')).toMatchObject([{ joined: ['new-comers-rule'], left: [] }]);
});

test('a name is said with the next JOIN', async () => {
  const page = await loaded();
  page.stores.name.getState().rename('Ann');
  expect(page.told('JOIN')).toMatchObject({ name: 'Ann' });
});
