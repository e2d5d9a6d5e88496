import { poolSize } from 'human-id';
import { expect, test, vi } from 'vitest';
import { parsePlayerId } from '../../signaling/protocol/index.ts';
import { createIdentity, drawId } from './identity.ts';
import type { KeyValue } from './storage.ts';

const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

function memory(entries: Record<string, string> = {}): KeyValue & { entries: Map<string, string> } {
  const map = new Map(Object.entries(entries));
  return {
    entries: map,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
  };
}

function identity(storage: KeyValue, release = () => true) {
  const rerolled = vi.fn<() => void>();
  return { rerolled, ...createIdentity({ storage, randomBytes, release, rerolled }) };
}

const denied: KeyValue = {
  getItem() {
    throw new DOMException('denied', 'SecurityError');
  },
  setItem() {
    throw new DOMException('full', 'QuotaExceededError');
  },
};

test('an id is three words of human-id, in the one spelling that people can type back', () => {
  for (let i = 0; i < 1000; i += 1) {
    const id = drawId(randomBytes);
    expect(id).toMatch(/^[a-z]+-[a-z]+-[a-z]+$/);
    expect(parsePlayerId(id)).toBe(id);
  }
  // design: about 15 million names
  expect(poolSize()).toBeGreaterThan(14_000_000);
});

test('a reload keeps id and token', () => {
  const storage = memory();
  const first = identity(storage);
  const second = identity(storage);
  expect(second.credentials()).toEqual(first.credentials());
  expect(second.store.getState().kept).toBe(true);
});

test.each([
  ['no JSON', '{'],
  ['another shape', '{"id":7}'],
  ['an id that nobody could type', '{"id":"<b>","token":"0123456789abcdef0123456789abcdef"}'],
  ['no token', '{"id":"rare-geckos-jam"}'],
])('damaged storage (%s) draws a new identity', (_name, text) => {
  const storage = memory({ 'uttt:identity': text });
  const { credentials } = identity(storage);
  expect(credentials().id).toMatch(/^[a-z]+-[a-z]+-[a-z]+$/);
  expect(JSON.parse(storage.entries.get('uttt:identity') ?? '')).toEqual(credentials());
});

test('denied or full storage still plays, and says that nothing is kept', () => {
  const { store, credentials } = identity(denied);
  expect(store.getState().kept).toBe(false);
  expect(store.getState().id).toBe(credentials().id);
});

test('a taken id is replaced, shown, and the new one is stored', () => {
  const storage = memory();
  const mine = identity(storage);
  const before = mine.credentials();
  mine.replace();
  const { id, replacedId, dismissReplaced } = mine.store.getState();
  expect(replacedId).toBe(before.id);
  expect(id).not.toBe(before.id);
  expect(mine.credentials().token).not.toBe(before.token);
  expect(identity(storage).credentials()).toEqual(mine.credentials());
  dismissReplaced();
  expect(mine.store.getState().replacedId).toBeNull();
});

test('a new id on request is nothing to warn of', () => {
  const { store, rerolled } = identity(memory());
  const { id } = store.getState();
  store.getState().reroll();
  expect(store.getState().id).not.toBe(id);
  expect(store.getState().replacedId).toBeNull();
  expect(rerolled).toHaveBeenCalledOnce();
});

test('during a game the id stays', () => {
  const { store, rerolled } = identity(memory(), () => false);
  const { id } = store.getState();
  store.getState().reroll();
  expect(store.getState().id).toBe(id);
  expect(rerolled).not.toHaveBeenCalled();
});
