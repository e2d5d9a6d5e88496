import { expect, test } from 'vitest';
import { realmContract } from './contract.ts';
import { MemoryRealm } from './memory.ts';
import { RECONNECT_WINDOW_MS, Reconnects, RECONNECTS_MAX } from './reconnects.ts';
import { Reservations, RESERVATIONS_MAX } from './reservations.ts';

realmContract('memory', async (options) => {
  const realm = new MemoryRealm(options);
  return { here: realm, there: realm, close: () => realm.close() };
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

test('many kept ids push out the one that was asked for longest ago', () => {
  const reservations = new Reservations();
  for (let index = 0; index <= RESERVATIONS_MAX; index += 1) {
    if (index === RESERVATIONS_MAX) reservations.keep('p0', 'o', 60_000, 0);
    reservations.keep(`p${index}`, 'o', 60_000, 0);
  }
  expect(reservations.ownerOf('p0', 1)).toBe('o');
  expect(reservations.ownerOf('p1', 1)).toBe(null);
  expect(reservations.ownerOf('p2', 1)).toBe('o');
});
