import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClientRequest, Member, ServerNotice } from '../../signaling/protocol/index.ts';
import { LobbyClient, REQUEST_TIMEOUT_MS, SAY_AGAIN_MS } from './lobby.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function lobby() {
  const sent: ClientRequest[] = [];
  const changed = vi.fn<() => void>();
  const silent = vi.fn<() => void>();
  const client = new LobbyClient((request) => sent.push(request), { changed, silent });
  return { sent, changed, silent, client, types: () => sent.map(({ type }) => type) };
}

const challenge = (mid: string): ClientRequest => ({
  type: 'CHALLENGE',
  payload: { mid, to: 'calm-foxes-sing', challenge: 'c1' },
});

test('JOIN is said again at every open, with the status and the allow-list of now', () => {
  const { client, sent } = lobby();
  client.online();
  client.setStatus('playing');
  client.setAllow(['calm-foxes-sing']);
  client.offline();
  client.online();
  expect(sent[0]).toMatchObject({ type: 'JOIN', payload: { room: 'lobby', status: 'available', allow: [] } });
  expect(sent.at(-1)).toMatchObject({
    type: 'JOIN',
    payload: { status: 'playing', allow: ['calm-foxes-sing'] },
  });
});

test('what was said already is not said again', () => {
  const { client, types } = lobby();
  client.online();
  client.setStatus('available');
  client.setAllow([]);
  expect(types()).toEqual(['JOIN']);
});

test('a request made while the service is away is sent after the JOIN', async () => {
  const { client, types, sent } = lobby();
  const outcome = client.request(challenge);
  expect(types()).toEqual([]);
  client.online();
  expect(types()).toEqual(['JOIN', 'CHALLENGE']);
  const mid = sent[1]?.payload.mid ?? '';
  client.notice({ type: 'ACK', payload: { mid } });
  await expect(outcome).resolves.toBe('ack');
});

test('a request without an answer across a reconnect is sent again under the same message id', () => {
  const { client, sent } = lobby();
  client.online();
  void client.request(challenge);
  client.offline();
  client.online();
  const challenges = sent.filter(({ type }) => type === 'CHALLENGE');
  expect(challenges).toHaveLength(2);
  expect(challenges[0]?.payload.mid).toBe(challenges[1]?.payload.mid);
});

test('a request that nobody answers times out instead of waiting for ever', async () => {
  const { client } = lobby();
  client.online();
  const outcome = client.request(challenge);
  vi.advanceTimersByTime(REQUEST_TIMEOUT_MS);
  await expect(outcome).resolves.toBe('timeout');
});

test('a refusal is the outcome of its own request only', async () => {
  const { client, sent } = lobby();
  client.online();
  const first = client.request(challenge);
  const second = client.request(challenge);
  client.notice({ type: 'REFUSED', payload: { mid: sent[1]?.payload.mid ?? '', code: 'challenge/offline' } });
  client.notice({ type: 'REFUSED', payload: { mid: null, code: 'request/malformed' } });
  vi.advanceTimersByTime(REQUEST_TIMEOUT_MS);
  await expect(first).resolves.toBe('challenge/offline');
  await expect(second).resolves.toBe('timeout');
});

test('changes follow the snapshot; a repeated one changes nothing; after a gap the whole list is asked for', () => {
  const { client, types } = lobby();
  client.online();
  client.notice({
    type: 'ROOM',
    payload: { room: 'lobby', rev: 4, members: [['a', 'available']], total: 1 },
  });
  client.notice({
    type: 'PRESENCE',
    payload: { room: 'lobby', rev: 5, changes: [['b', 'playing']], total: 2 },
  });
  client.notice({ type: 'PRESENCE', payload: { room: 'lobby', rev: 5, changes: [['b', null]], total: 1 } });
  expect([...client.members]).toEqual([
    ['a', { status: 'available', name: null }],
    ['b', { status: 'playing', name: null }],
  ]);
  expect(client.total).toBe(2);

  client.notice({ type: 'PRESENCE', payload: { room: 'lobby', rev: 7, changes: [['a', null]], total: 1 } });
  expect(types()).toEqual(['JOIN', 'JOIN']);
  expect(client.live).toBe(false);
  // What still comes between the question and its answer is not of the new list.
  client.notice({ type: 'PRESENCE', payload: { room: 'lobby', rev: 8, changes: [['c', 'away']], total: 2 } });
  expect(client.members.has('c')).toBe(false);
  client.notice({ type: 'ROOM', payload: { room: 'lobby', rev: 8, members: [['c', 'away']], total: 1 } });
  expect([...client.members]).toEqual([['c', { status: 'away', name: null }]]);
});

test('offline keeps the last list to look at, but says that it is not live', () => {
  const { client, changed } = lobby();
  client.online();
  client.notice({
    type: 'ROOM',
    payload: { room: 'lobby', rev: 0, members: [['a', 'available']], total: 1 },
  });
  changed.mockClear();
  client.offline();
  expect(client.live).toBe(false);
  expect(client.members.size).toBe(1);
  expect(changed).toHaveBeenCalledOnce();
});

test('another room does not touch the list', () => {
  const { client } = lobby();
  client.online();
  client.notice({
    type: 'ROOM',
    payload: { room: 'other', rev: 0, members: [['a', 'available']], total: 1 },
  });
  expect(client.live).toBe(false);
});

test('what the service must know and refused, since it was asked too much at once, is said again as it is by then', async () => {
  const { client, sent } = lobby();
  client.online();
  client.setAllow(['calm-foxes-sing']);
  client.notice({ type: 'REFUSED', payload: { mid: sent[1]?.payload.mid ?? '', code: 'request/rate' } });
  client.setStatus('playing');
  await vi.advanceTimersByTimeAsync(SAY_AGAIN_MS);
  expect(sent.at(-1)).toMatchObject({
    type: 'JOIN',
    payload: { status: 'playing', allow: ['calm-foxes-sing'] },
  });
});

test('a version that the service does not speak is not said again and again', async () => {
  const { client, sent } = lobby();
  client.online();
  client.notice({ type: 'REFUSED', payload: { mid: sent[0]?.payload.mid ?? '', code: 'request/version' } });
  await vi.advanceTimersByTimeAsync(10 * SAY_AGAIN_MS);
  expect(sent).toHaveLength(1);
});

test('a service that answered before and does no more is told of; one that never spoke the superset is not', async () => {
  const { client, silent } = lobby();
  client.online();
  await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS);
  expect(silent).not.toHaveBeenCalled();
  client.notice({ type: 'ROOM', payload: { room: 'lobby', rev: 0, members: [], total: 0 } });
  void client.request(challenge);
  await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS);
  expect(silent).toHaveBeenCalledOnce();
});

test('a service that has died without a word is found out by a check; a check that is answered changes nothing', async () => {
  const { client, sent, silent } = lobby();
  client.check();
  client.online();
  client.check();
  expect(sent).toHaveLength(1);
  client.notice({ type: 'ACK', payload: { mid: sent[0]?.payload.mid ?? '' } });
  client.notice({ type: 'ROOM', payload: { room: 'lobby', rev: 0, members: [], total: 0 } });
  client.check();
  client.check();
  expect(sent[1]).toMatchObject({ type: 'STATUS', payload: { status: 'available' } });
  client.notice({ type: 'ACK', payload: { mid: sent[1]?.payload.mid ?? '' } });
  await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS);
  expect(silent).not.toHaveBeenCalled();
  client.check();
  await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS);
  expect(silent).toHaveBeenCalledOnce();
  expect(sent).toHaveLength(3);
});

const room = (members: Member[]): ServerNotice => ({
  type: 'ROOM',
  payload: { room: 'lobby', rev: 0, members, total: members.length },
});

test('a socket that is exchanged for another one shows nothing: the list stays live until the next one is there', () => {
  const { client, changed } = lobby();
  client.online();
  client.notice(room([['a', 'available']]));
  changed.mockClear();
  client.offline(true);
  expect([client.live, client.follows]).toEqual([true, false]);
  client.online();
  expect([client.live, client.follows]).toEqual([true, false]);
  client.notice(room([['b', 'away']]));
  expect([client.live, client.follows]).toEqual([true, true]);
  expect([...client.members.keys()]).toEqual(['b']);
});

test('a socket that was to be exchanged, and was not, is gone after all', () => {
  const { client } = lobby();
  client.online();
  client.notice(room([]));
  client.offline(true);
  client.offline();
  expect(client.live).toBe(false);
});

test('what is asked while the socket is exchanged is sent on the next one', async () => {
  const { client, sent, silent } = lobby();
  client.online();
  client.notice(room([]));
  client.offline(true);
  client.check();
  const outcome = client.request(challenge);
  expect(sent).toHaveLength(1);
  client.online();
  expect(sent.map(({ type }) => type)).toEqual(['JOIN', 'JOIN', 'CHALLENGE']);
  client.notice({ type: 'ACK', payload: { mid: sent[2]?.payload.mid ?? '' } });
  await expect(outcome).resolves.toBe('ack');
  expect(silent).not.toHaveBeenCalled();
});

test('a name is said with the JOIN, and again when it changes; those of others come with the list', () => {
  const { client, sent } = lobby();
  client.setName('Ann');
  client.online();
  client.setName('Ann');
  client.setName(null);
  expect(sent.map(({ payload }) => ('name' in payload ? payload.name : null))).toEqual(['Ann', null]);
  client.notice(
    room([
      ['a', 'available', 'Ann'],
      ['b', 'away'],
    ]),
  );
  client.notice({
    type: 'PRESENCE',
    payload: { room: 'lobby', rev: 1, changes: [['b', 'playing', 'Bob']], total: 2 },
  });
  expect([...client.members.values()].map(({ name }) => name)).toEqual(['Ann', 'Bob']);
});

test('a service that drops messages of ours has not fallen silent: the request knows why it got no answer', async () => {
  const { client, sent, silent } = lobby();
  client.online();
  client.notice({ type: 'ACK', payload: { mid: sent[0]?.payload.mid ?? '' } });
  client.notice(room([]));
  const outcome = client.request(challenge);
  client.notice({ type: 'REFUSED', payload: { mid: null, code: 'limit/connection' } });
  await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS);
  await expect(outcome).resolves.toBe('limit/connection');
  expect(silent).not.toHaveBeenCalled();
});
