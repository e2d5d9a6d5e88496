import { expect, test } from 'vitest';
import { realmContract } from './contract.ts';
import { HELD_CHARACTERS_MAX, HeldMessages } from './held.ts';
import { MemoryRealm } from './memory.ts';
import { RECONNECT_WINDOW_MS, Reconnects, RECONNECTS_MAX } from './reconnects.ts';

realmContract('memory', async (options) => ({
  realm: new MemoryRealm(options),
  close: async () => {},
}));

const envelope = (from: string, to: string, frame: string) => ({ type: 'OFFER', from, to, frame }) as const;

test('held messages altogether stay within their bound, and space comes back', () => {
  const held = new HeldMessages();
  const frame = 'x'.repeat(HELD_CHARACTERS_MAX / 16);
  for (let peer = 0; peer < 16; peer += 1) expect(held.add(envelope('a', `p${peer}`, frame), 0)).toBe(true);
  expect(held.add(envelope('a', 'one-more', 'x'), 0)).toBe(false);
  held.take('p0');
  expect(held.add(envelope('a', 'one-more', frame), 5)).toBe(true);
  expect(held.expire(0)).toHaveLength(15);
  expect(held.expire(5)).toEqual([{ from: 'a', to: 'one-more' }]);
  expect(held.empty).toBe(true);
  for (let peer = 0; peer < 16; peer += 1) expect(held.add(envelope('a', `p${peer}`, frame), 0)).toBe(true);
});

test('a pair of peers that expires leaves what others sent to the same peer in place', () => {
  const held = new HeldMessages();
  held.add(envelope('early', 'ann', '1'), 0);
  held.add(envelope('late', 'ann', '2'), 50);
  held.add(envelope('early', 'ann', '3'), 60);
  expect(held.expire(0)).toEqual([{ from: 'early', to: 'ann' }]);
  expect(held.take('ann').map(({ frame }) => frame)).toEqual(['2']);
});

test('a refused message leaves no empty queue behind', () => {
  const held = new HeldMessages();
  expect(held.add(envelope('a', 'b', 'x'.repeat(HELD_CHARACTERS_MAX + 1)), 0)).toBe(false);
  expect(held.empty).toBe(true);
});

test('an owner is forgotten after the reconnect window', () => {
  const reconnects = new Reconnects();
  reconnects.remember('ann', 'a', 0);
  reconnects.remember('bob', 'b', 0);
  expect(reconnects.take('ann', RECONNECT_WINDOW_MS - 1)).toBe('a');
  expect(reconnects.take('ann', 0)).toBe(null);
  expect(reconnects.take('bob', RECONNECT_WINDOW_MS)).toBe(null);
});

test('many owners who left push out the one that left first', () => {
  const reconnects = new Reconnects();
  for (let index = 0; index <= RECONNECTS_MAX; index += 1) reconnects.remember(`p${index}`, 't', index);
  expect(reconnects.take('p0', RECONNECTS_MAX)).toBe(null);
  expect(reconnects.take('p1', RECONNECTS_MAX)).toBe('t');
});
