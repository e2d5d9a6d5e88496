import { expect, test } from 'vitest';
import { createSession, type SessionRecord } from '../session/index.ts';
import { createGames } from './games.ts';
import { MemoryStorage } from './testing/browser.ts';

function record(self: string): SessionRecord {
  const { effects } = createSession({
    self,
    peer: 'bob',
    build: 'test',
    secret: 'ab'.repeat(32),
    toss: null,
    at: 0,
  });
  const [effect] = effects;
  if (effect?.type !== 'store') throw new Error('a session begins with what is to be stored');
  return effect.record;
}

test('a game outlives the page, under the id that it was played with', () => {
  const storage = new MemoryStorage();
  expect(createGames(storage).recall('ann')).toBeNull();
  expect(createGames(storage).remember(record('ann'))).toBe(true);
  expect(createGames(storage).recall('ann')).toEqual({ record: record('ann'), silentMs: null });
  expect(createGames(storage).recall('another-id')).toBeNull();
});

test('a game that was left is forgotten', () => {
  const storage = new MemoryStorage();
  const games = createGames(storage);
  games.remember(record('ann'));
  games.forget();
  expect(createGames(storage).recall('ann')).toBeNull();
});

test('a damaged game is none, and does not stop the next one from being stored', () => {
  const storage = new MemoryStorage([['uttt:game', '{"version":1,"self":"ann"']]);
  const games = createGames(storage);
  expect(games.recall('ann')).toBeNull();
  expect(games.remember(record('ann'))).toBe(true);
  expect(games.recall('ann')?.record).toEqual(record('ann'));
});

test('what is out of date is not left behind when the newer one does not fit', () => {
  const storage = new MemoryStorage();
  const games = createGames(storage);
  games.remember(record('ann'));
  const { setItem } = storage;
  storage.setItem = (key, value) => {
    if (value.length > 10) throw new DOMException('full', 'QuotaExceededError');
    setItem.call(storage, key, value);
  };
  expect(games.remember(record('ann'))).toBe(false);
  expect(games.recall('ann')).toBeNull();
});

test('a storage that is denied is a game that is not kept', () => {
  const storage = new MemoryStorage();
  storage.problem = 'denied';
  const games = createGames(storage);
  expect(games.remember(record('ann'))).toBe(false);
  expect(games.recall('ann')).toBeNull();
  expect(() => games.forget()).not.toThrow();
});

test('how long the other side was not heard is made up, or told twice', () => {
  const storage = new MemoryStorage();
  let wall = 1_000_000;
  const games = createGames(storage, () => wall);
  games.remember(record('ann'));
  games.partedAfter(400);
  wall += 1_500;
  expect(games.recall('ann')?.silentMs).toBe(1_900);
  // The page after that one crashed: nobody knows.
  expect(games.recall('ann')?.silentMs).toBeNull();
  // A clock that was set tells nothing.
  games.partedAfter(0);
  wall -= 5_000;
  expect(games.recall('ann')?.silentMs).toBeNull();
});
