import { expect, test } from 'vitest';
import { HISTORY_MAX } from './protocol/index.ts';
import { onEachArrangement } from './testing/arrangements.ts';
import { eventually } from './testing/eventually.ts';
import { UNLIMITED } from './testing/limits.ts';
import type { RawPeer } from './testing/raw-peer.ts';
import { ask, askToJoin, join, open, startService } from './testing/service.ts';

const HELLO = { room: 'lobby', id: 'c1', text: 'hello' };

function texts(peer: RawPeer): unknown[] {
  return peer.ofType('CHAT').map(({ payload }) => payload?.['text']);
}

onEachArrangement((start) => {
  test('what is said reaches every member once, the sender too, with time and name', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann', { name: 'Ann' });
    const bob = await join(other, 'bob');
    const cy = await join(other, 'cy', { room: 'elsewhere' });
    const before = Date.now();
    expect(await ask(ann, 'CHAT', { ...HELLO, text: '  hello  ' })).toBe('ACK');
    for (const peer of [ann, bob]) {
      const { payload } = await peer.next('CHAT');
      expect(payload).toEqual({ ...HELLO, from: 'ann', name: 'Ann', at: expect.any(Number) });
      expect(Number(payload?.['at'])).toBeGreaterThanOrEqual(before);
      expect(Number(payload?.['at'])).toBeLessThanOrEqual(Date.now());
    }
    // Whoever said something before can be asked for later, and only once.
    expect(await ask(bob, 'CHAT', { ...HELLO, text: 'you too' })).toBe('ACK');
    await ann.find(({ payload }) => payload?.['text'] === 'you too');
    for (const peer of [ann, bob, cy]) await peer.settle();
    expect([texts(ann), texts(bob), texts(cy)]).toEqual([['hello', 'you too'], ['hello', 'you too'], []]);
  });

  test('a message that is said again with its id, since its ACK was lost, is told once', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann');
    const bob = await join(other, 'bob');
    expect(await ask(ann, 'CHAT', HELLO)).toBe('ACK');
    await bob.next('CHAT');
    const back = await join(other, 'ann');
    expect(await ask(back, 'CHAT', HELLO)).toBe('ACK');
    expect(await ask(back, 'CHAT', { ...HELLO, id: 'c2', text: 'more' })).toBe('ACK');
    await bob.find(({ payload }) => payload?.['text'] === 'more');
    expect(texts(bob)).toEqual(['hello', 'more']);
  });

  test('a newcomer gets the last messages after the snapshot, wherever it comes', async () => {
    const [service, other] = await start();
    // Several, since one client may not ask so often.
    const speakers = await Promise.all(['ann', 'bob', 'cy', 'dee'].map((id) => join(service, id)));
    const [ann] = speakers;
    if (ann === undefined) throw new Error('nobody speaks');
    for (const speaker of speakers) {
      const said = Array.from({ length: 27 }, (_, count) =>
        ask(speaker, 'CHAT', { ...HELLO, id: `c${count}`, text: `${count}` }),
      );
      expect(new Set(await Promise.all(said))).toEqual(new Set(['ACK']));
    }
    await eventually(() => expect(texts(ann)).toHaveLength(4 * 27));
    const heard = ann.ofType('CHAT').map(({ payload: { room: _room, ...message } = {} }) => message);
    const newcomer = await join(other, 'eve');
    const { payload } = await newcomer.next('HISTORY');
    expect(payload).toEqual({ room: 'lobby', messages: heard.slice(-HISTORY_MAX) });
    const types = newcomer.received.map(({ type }) => type);
    expect(types.indexOf('ROOM')).toBeLessThan(types.indexOf('HISTORY'));
  });

  test('what was said outlives its members for a while', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann', { room: 'red' });
    expect(await ask(ann, 'CHAT', { ...HELLO, room: 'red' })).toBe('ACK');
    expect(await ask(ann, 'PART', { room: 'red' })).toBe('ACK');
    const bob = await join(other, 'bob', { room: 'red' });
    expect((await bob.next('HISTORY')).payload).toMatchObject({ messages: [{ from: 'ann', text: 'hello' }] });
  });

  test('whoever is not in the room says nothing there', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann');
    const bob = await open(other, 'bob');
    expect(await ask(bob, 'CHAT', HELLO)).toBe('request/not-joined');
    expect(await askToJoin(bob, { room: 'elsewhere' })).toBe('ACK');
    expect(await ask(bob, 'CHAT', HELLO)).toBe('request/not-joined');
    expect(await ask(ann, 'PART', { room: 'lobby' })).toBe('ACK');
    expect(await ask(ann, 'CHAT', HELLO)).toBe('request/not-joined');
  });
});

test.each([
  ['nothing', '   '],
  ['nothing that can be seen', '\u200B\u3164\u2800'],
  ['too much', 'x'.repeat(281)],
  ['several lines', 'a\nb'],
  ['a control character', 'a\u0007'],
  ['text turned around', 'a\u202Eb'],
  ['half a character', '\uDE00'],
])('a message of %s is malformed', async (_what, text) => {
  const service = await startService();
  const ann = await join(service, 'ann');
  expect(await ask(ann, 'CHAT', { ...HELLO, text })).toBe('request/malformed');
});

test('a moderator replaces and refuses; one that fails lets nothing pass', async () => {
  const service = await startService({
    moderate: async ({ room, from, name, text }) => {
      if (text === 'crash') throw new Error('of the moderator');
      if (text === 'whisper') return '';
      return text === 'rude' ? null : `${room} ${from} ${name ?? 'nobody'}: ${text}`;
    },
  });
  const ann = await join(service, 'ann', { name: 'Ann' });
  for (const [index, text] of ['rude', 'crash', 'whisper'].entries()) {
    expect(await ask(ann, 'CHAT', { ...HELLO, id: `c${index}`, text })).toBe('chat/refused');
  }
  expect(await ask(ann, 'CHAT', { ...HELLO, id: 'fine' })).toBe('ACK');
  expect((await ann.next('CHAT')).payload).toMatchObject({ text: 'lobby ann Ann: hello' });
  expect(texts(ann)).toHaveLength(1);
});

test('a room takes so many messages in ten seconds, and no more', async () => {
  const rateLimits = { ...UNLIMITED.rateLimits, roomMessagesPer10s: 3 };
  const service = await startService({ rateLimits });
  const ann = await join(service, 'ann');
  const bob = await join(service, 'bob');
  const answers: unknown[] = [];
  for (const [index, peer] of [ann, bob, ann, bob, ann, bob, ann, bob].entries()) {
    answers.push(await ask(peer, 'CHAT', { ...HELLO, id: `c${index}` }));
  }
  expect(answers).toContain('limit/room');
  expect(answers.slice(0, 3)).toEqual(['ACK', 'ACK', 'ACK']);
  expect(service.metrics.of('limit/room')).toBe(answers.filter((answer) => answer === 'limit/room').length);
});
