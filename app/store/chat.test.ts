import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CHAT_MAX_LENGTH, type ChatMessage, type ClientRequest } from '../../signaling/protocol/index.ts';
import { LobbyClient, REQUEST_TIMEOUT_MS } from '../net/lobby.ts';
import { createChat, MUTED_MAX } from './chat.ts';
import { MemoryStorage } from './testing/browser.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const ME = 'brave-cats-run';
const THEM = 'calm-dogs-sit';

/** The chat of a page whose requests go through a real client to a service that is the test. */
function page(settings = new MemoryStorage()) {
  const sent: ClientRequest[] = [];
  const silent = vi.fn<() => void>();
  const client = new LobbyClient((request) => sent.push(request), { changed: () => undefined, silent });
  let name: string | null = null;
  const { store, ...chat } = createChat({
    request: (build) => client.request(build),
    settings,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => 1_000,
    self: () => ME,
    name: () => name,
  });
  client.online();
  client.notice({ type: 'ACK', payload: { mid: sent[0]?.payload.mid ?? '' } });
  client.notice({ type: 'ROOM', payload: { room: 'lobby', rev: 0, members: [], total: 0 } });
  return {
    ...chat,
    client,
    sent,
    silent,
    state: () => store.getState(),
    last: () => store.getState().lines.at(-1),
    call: (next: string) => void (name = next),
    /** The CHAT that was sent last. */
    asked() {
      const request = sent.findLast(({ type }) => type === 'CHAT');
      if (request?.type !== 'CHAT') throw new Error('nothing was said');
      return request.payload;
    },
  };
}

const said = (id: string, from = THEM): ChatMessage => ({ id, from, text: `text ${id}`, at: 1 });

/** Lets what was awaiting an answer go on. */
const settle = () => vi.advanceTimersByTimeAsync(0);

test('a message shows at once, as on its way, and as sent when the service has taken it', async () => {
  const mine = page();
  mine.call('Ann');
  expect(mine.state().say('  hello  ')).toBe(true);
  expect(mine.last()).toMatchObject({ text: 'hello', name: 'Ann', own: true, state: 'sending' });
  expect(mine.asked()).toMatchObject({ room: 'lobby', text: 'hello' });
  mine.client.notice({ type: 'ACK', payload: { mid: mine.asked().mid } });
  await settle();
  expect(mine.last()).toMatchObject({ state: 'sent' });
});

test('what comes back of an own message stands in its place, as the moderator left it', async () => {
  const mine = page();
  mine.state().say('damn');
  const { id, mid } = mine.asked();
  mine.heard({ id, from: ME, text: '****', at: 2_000 });
  mine.client.notice({ type: 'ACK', payload: { mid } });
  await settle();
  expect(mine.state().lines).toHaveLength(1);
  expect(mine.last()).toMatchObject({ text: '****', own: true, state: 'sent' });
});

test.each(['chat/refused', 'limit/room', 'request/rate'] as const)(
  'a message that is refused with %s stays, and can be sent again under its id',
  async (code) => {
    const mine = page();
    mine.state().say('hello');
    const { id, mid } = mine.asked();
    mine.client.notice({ type: 'REFUSED', payload: { mid, code } });
    await settle();
    expect(mine.last()).toMatchObject({ state: 'failed', failure: code });
    mine.state().retry(`${ME}:${id}`);
    expect(mine.last()).toMatchObject({ state: 'sending', failure: null });
    expect(mine.asked().id).toBe(id);
    expect(mine.asked().mid).not.toBe(mid);
    mine.client.notice({ type: 'ACK', payload: { mid: mine.asked().mid } });
    await settle();
    expect(mine.last()).toMatchObject({ state: 'sent' });
    expect(mine.state().lines).toHaveLength(1);
  },
);

test('a message without an answer fails, and is sent after all when it comes back', async () => {
  const mine = page();
  mine.state().say('hello');
  const { id } = mine.asked();
  await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS);
  expect(mine.last()).toMatchObject({ state: 'failed', failure: 'timeout' });
  mine.heard({ id, from: ME, text: 'hello', at: 2_000 });
  expect(mine.last()).toMatchObject({ state: 'sent', failure: null });
});

test('a message that was said when the socket broke is said again on the next one, and stands once', async () => {
  const mine = page();
  mine.state().say('hello');
  const first = mine.asked();
  mine.client.offline();
  mine.client.online();
  expect(mine.asked()).toEqual(first);
  mine.history([{ id: first.id, from: ME, text: 'hello', at: 2_000 }]);
  mine.client.notice({ type: 'ACK', payload: { mid: first.mid } });
  await settle();
  expect(mine.state().lines).toHaveLength(1);
});

test('a failed message can be thrown away', async () => {
  const mine = page();
  mine.state().say('hello');
  const { id, mid } = mine.asked();
  mine.client.notice({ type: 'REFUSED', payload: { mid, code: 'chat/refused' } });
  await settle();
  mine.state().discard(`${ME}:${id}`);
  expect(mine.state().lines).toEqual([]);
});

test.each([
  ['nothing', '   '],
  ['too much', 'x'.repeat(CHAT_MAX_LENGTH + 1)],
  ['a line break', 'one\ntwo'],
  ['text that runs backwards', 'abc\u202Edef'],
])('%s is not sent', (_what, text) => {
  const mine = page();
  expect(mine.state().say(text)).toBe(false);
  expect(mine.state().lines).toEqual([]);
  expect(mine.sent.map(({ type }) => type)).toEqual(['JOIN']);
});

test('what nobody looks at is counted, but for own messages, muted ones, and those of before', () => {
  const mine = page();
  mine.history([said('1'), said('2')]);
  expect(mine.state().unread).toBe(0);
  mine.state().mute('rude-cows-moo');
  mine.heard(said('3'));
  mine.heard(said('3'));
  mine.heard(said('4', ME));
  mine.heard(said('5', 'rude-cows-moo'));
  expect(mine.state().unread).toBe(1);
  // After a reconnect: two that were missed.
  mine.history([said('3'), said('6'), said('7')]);
  expect(mine.state().unread).toBe(3);
  mine.state().watch(true);
  expect(mine.state().unread).toBe(0);
  mine.heard(said('8'));
  expect(mine.state().unread).toBe(0);
  mine.state().watch(false);
  mine.heard(said('9'));
  expect(mine.state().unread).toBe(1);
});

test('only what others say from now on is there to be read out, once', () => {
  const mine = page();
  mine.history([said('1')]);
  mine.heard(said('1'));
  mine.heard(said('2', ME));
  expect(mine.state().heard).toBeNull();
  mine.state().mute('rude-cows-moo');
  mine.heard(said('3', 'rude-cows-moo'));
  expect(mine.state().heard).toBeNull();
  mine.heard(said('4'));
  const { heard } = mine.state();
  expect(heard).toMatchObject({ id: '4', from: THEM });
  mine.heard(said('4'));
  expect(mine.state().heard).toBe(heard);
});

test('whom one player mutes, and whether the panel is open, outlives a reload', () => {
  const settings = new MemoryStorage();
  const first = page(settings);
  expect(first.state()).toMatchObject({ muted: [], open: null });
  first.state().mute(THEM);
  first.state().setOpen(true);
  expect(page(settings).state()).toMatchObject({ muted: [THEM], open: true });
  first.state().unmute(THEM);
  expect(page(settings).state()).toMatchObject({ muted: [], open: true });
});

test('a list of muted players does not grow for ever', () => {
  const mine = page();
  for (let i = 0; i <= MUTED_MAX; i += 1) mine.state().mute(`player-number-${i}`);
  expect(mine.state().muted).toHaveLength(MUTED_MAX);
  expect(mine.state().muted.at(-1)).toBe(`player-number-${MUTED_MAX}`);
  expect(mine.state().muted).not.toContain('player-number-0');
});

test.each(['{', '{"muted":"all","open":7}', 'null'])('damaged settings (%s) are none', (text) => {
  const mine = page(new MemoryStorage([['uttt:chat', text]]));
  expect(mine.state()).toMatchObject({ muted: [], open: null });
});
