import { expect, onTestFinished, test } from 'vitest';
import { isPeerId, parsePlayerId } from '../protocol/index.ts';
import { MemoryRealm } from '../realm/index.ts';
import { Identities } from './identities.ts';
import { KeyIds } from './key-ids.ts';
import { drawId, isDrawnId } from './names.ts';

const DAY_MS = 86_400_000;

function start(draws?: readonly string[]) {
  let now = Date.UTC(2030, 0, 1);
  const host = { undelivered: () => {} };
  const realm = new MemoryRealm({ host, expireTimeoutMs: 1000, roomTtlMs: 1000, now: () => now });
  onTestFinished(() => realm.close());
  const keyIds = new KeyIds(null, 30 * 86_400);
  const left = [...(draws ?? [])];
  const identities = new Identities({
    realm,
    keyIds,
    reserveMs: 30 * DAY_MS,
    ...(draws !== undefined && { drawId: () => left.shift() ?? 'last' }),
  });
  const idFor = (thumbprint: string, earlierId: string | null = null, draw = false) =>
    identities.idFor({ thumbprint, earlierId, draw });
  const claim = (id: string, owner: string) =>
    realm.claim(id, owner, { receive: () => true, replaced: () => {} });
  const pass = (days: number): void => {
    now += days * DAY_MS;
  };
  return { realm, keyIds, idFor, claim, pass };
}

test('drawn ids are of three words, and what a person types finds them', () => {
  const ids = Array.from({ length: 200 }, drawId);
  for (const id of ids) {
    expect(id).toMatch(/^[a-z]+-[a-z]+-[a-z]+$/);
    expect(isPeerId(id) && parsePlayerId(id)).toBe(id);
    expect(isDrawnId(id)).toBe(true);
  }
  expect(new Set(ids).size).toBeGreaterThan(195);
});

test.each([
  '',
  'admin',
  'rare-geckos',
  'rare-geckos-jam-now',
  'geckos-rare-jam',
  'Rare-geckos-jam',
  'rare--jam',
])('the service could not have drawn %j', (id) => {
  expect(isDrawnId(id)).toBe(false);
});

test('a newcomer gets an id that nobody else can claim', async () => {
  const { idFor, claim } = start();
  const given = await idFor('k1');
  expect(given?.replaced).toBeNull();
  const id = given?.id ?? '';
  expect((await claim(id, 'token:stranger')).outcome).toBe('taken');
  expect((await claim(id, 'key:k1')).outcome).toBe('claimed');
});

test('an id that is online or kept for another is not given to a newcomer', async () => {
  const { idFor, claim } = start(['one', 'one', 'two', 'two', 'three']);
  expect(await idFor('k1')).toEqual({ id: 'one', replaced: null });
  await claim('two', 'token:stock');
  expect(await idFor('k2')).toEqual({ id: 'three', replaced: null });
});

test('nobody is kept waiting for ever when no id is free', async () => {
  const { idFor } = start(Array.from({ length: 1000 }, () => 'one'));
  await idFor('k1');
  expect(await idFor('k2')).toBeNull();
});

test('a key keeps its id, by its ticket or without', async () => {
  const { idFor } = start(['one', 'two']);
  await idFor('k1');
  expect(await idFor('k1', 'one')).toEqual({ id: 'one', replaced: null });
  expect(await idFor('k1')).toEqual({ id: 'one', replaced: null });
  expect(await idFor('k2')).toEqual({ id: 'two', replaced: null });
});

test('every renewal keeps the id for thirty days more', async () => {
  const { idFor, claim, pass } = start(['one']);
  await idFor('k1');
  pass(29);
  await idFor('k1', 'one');
  pass(29);
  expect((await claim('one', 'token:stranger')).outcome).toBe('taken');
  pass(2);
  expect((await claim('one', 'token:stranger')).outcome).toBe('claimed');
});

test('an id that ran out and went to another key is replaced, and the key is told', async () => {
  const { idFor, pass } = start(['one', 'one', 'two']);
  await idFor('k1');
  pass(31);
  expect(await idFor('k2')).toEqual({ id: 'one', replaced: null });
  expect(await idFor('k1', 'one')).toEqual({ id: 'two', replaced: 'one' });
  expect(await idFor('k2')).toEqual({ id: 'one', replaced: null });
  expect(await idFor('k1', 'two')).toEqual({ id: 'two', replaced: null });
});

test('an id that ran out and that nobody took comes back', async () => {
  const { idFor, pass } = start(['one', 'two']);
  await idFor('k1');
  pass(300);
  expect(await idFor('k1', 'one')).toEqual({ id: 'one', replaced: null });
});

test('who draws another id gives the old one up', async () => {
  const { idFor, claim } = start(['one', 'two', 'three']);
  await idFor('k1');
  expect(await idFor('k1', 'one', true)).toEqual({ id: 'two', replaced: null });
  expect((await claim('one', 'token:stranger')).outcome).toBe('claimed');
  expect((await claim('two', 'token:stranger')).outcome).toBe('taken');
  expect(await idFor('k1', null, true)).toEqual({ id: 'three', replaced: null });
  expect((await claim('two', 'token:stranger')).outcome).toBe('claimed');
});

test('an old ticket cannot be used to keep two ids', async () => {
  const { idFor, claim } = start(['one', 'two']);
  await idFor('k1');
  await idFor('k1', 'one', true);
  expect(await idFor('k1', 'one')).toEqual({ id: 'one', replaced: null });
  expect((await claim('two', 'token:stranger')).outcome).toBe('claimed');
  expect((await claim('one', 'token:stranger')).outcome).toBe('taken');
});

test('nothing is given up when there is nothing else to be had', async () => {
  const { idFor, claim } = start(['one', ...Array.from({ length: 100 }, () => 'one')]);
  await idFor('k1');
  await idFor('k2');
  expect(await idFor('k2', 'one', true)).toBeNull();
  expect((await claim('one', 'token:stranger')).outcome).toBe('taken');
});

test('only so many keys are remembered in memory, those that came last', async () => {
  const keyIds = new KeyIds(null, 60, 2);
  await keyIds.set('k1', 'one');
  await keyIds.set('k2', 'two');
  await keyIds.set('k1', 'one');
  await keyIds.set('k3', 'three');
  expect(await Promise.all(['k1', 'k2', 'k3'].map((key) => keyIds.get(key)))).toEqual(['one', null, 'three']);
});
