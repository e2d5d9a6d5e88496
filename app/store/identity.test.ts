import { poolSize } from 'human-id';
import { expect, test, vi } from 'vitest';
import { parsePlayerId } from '../../signaling/protocol/index.ts';
import { createIdentity, drawId, type Identity } from './identity.ts';
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

/** Of a browser that can have no ticket. */
function identity(storage: KeyValue, mayChange = () => true) {
  const rerolled = vi.fn<() => void>();
  const release = vi.fn<() => void>();
  const now = () => Date.now();
  const made = createIdentity({ storage, randomBytes, now, issuer: null, mayChange, release, rerolled });
  return { rerolled, release, ...made };
}

async function credentials(mine: Identity) {
  const outcome = await mine.credentials();
  return outcome.ok ? outcome.credentials : null;
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

test('a reload keeps id and token', async () => {
  const storage = memory();
  const first = identity(storage);
  const second = identity(storage);
  expect(await credentials(second)).toEqual(await credentials(first));
  expect(second.store.getState().kept).toBe(true);
});

test.each([
  ['no JSON', '{'],
  ['another shape', '{"id":7}'],
  ['an id that nobody could type', '{"id":"<b>","token":"0123456789abcdef0123456789abcdef"}'],
  ['no token', '{"id":"rare-geckos-jam"}'],
])('damaged storage (%s) draws a new identity', async (_name, text) => {
  const storage = memory({ 'uttt:identity': text });
  const drawn = await credentials(identity(storage));
  expect(drawn?.id).toMatch(/^[a-z]+-[a-z]+-[a-z]+$/);
  expect(drawn).toEqual({ ...JSON.parse(storage.entries.get('uttt:identity') ?? ''), isTicket: false });
});

test('denied or full storage still plays, and says that nothing is kept', async () => {
  const mine = identity(denied);
  expect(mine.store.getState().kept).toBe(false);
  expect(mine.store.getState().id).toBe((await credentials(mine))?.id);
});

test('a taken id is replaced, shown, and the new one is stored', async () => {
  const storage = memory();
  const mine = identity(storage);
  const before = await credentials(mine);
  mine.replace();
  const { id, replacedId, dismiss } = mine.store.getState();
  expect(replacedId).toBe(before?.id);
  expect(id).not.toBe(before?.id);
  expect((await credentials(mine))?.token).not.toBe(before?.token);
  expect(await credentials(identity(storage))).toEqual(await credentials(mine));
  dismiss();
  expect(mine.store.getState().replacedId).toBeNull();
});

test('a new id on request is nothing to warn of', () => {
  const { store, rerolled, release } = identity(memory());
  const { id } = store.getState();
  store.getState().reroll();
  expect(store.getState().id).not.toBe(id);
  expect(store.getState().replacedId).toBeNull();
  expect(release).toHaveBeenCalledOnce();
  expect(rerolled).toHaveBeenCalledOnce();
});

test('during a game the id stays', () => {
  const { store, rerolled } = identity(memory(), () => false);
  const { id } = store.getState();
  store.getState().reroll();
  expect(store.getState().id).toBe(id);
  expect(rerolled).not.toHaveBeenCalled();
});
