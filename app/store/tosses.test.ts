import { expect, test } from 'vitest';
import type { TossRecord } from '../session/index.ts';
import type { KeyValue } from './storage.ts';
import { createTosses } from './tosses.ts';

function record(digit: string): TossRecord {
  return { self: 'ann', secret: digit.repeat(64), theirs: null, state: 'pending' };
}

function memory(): KeyValue {
  const entries = new Map<string, string>();
  return {
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
  };
}

test('a toss outlives the page', () => {
  const storage = memory();
  createTosses(storage).remember('bob', record('a'));
  expect(createTosses(storage).recall('bob')).toEqual(record('a'));
  expect(createTosses(storage).recall('eve')).toBeNull();
});

test('where nothing can be stored, the next game with the same opponent still finds it', () => {
  const full: KeyValue = {
    getItem: () => null,
    setItem() {
      throw new DOMException('full', 'QuotaExceededError');
    },
  };
  const tosses = createTosses(full);
  tosses.remember('bob', record('a'));
  expect(tosses.recall('bob')).toEqual(record('a'));
});

test('a damaged entry is forgotten, the others are kept', () => {
  const storage = memory();
  storage.setItem(
    'uttt:tosses',
    JSON.stringify([
      ['eve', { secret: 7 }],
      ['bob', record('a')],
    ]),
  );
  const tosses = createTosses(storage);
  expect(tosses.recall('eve')).toBeNull();
  expect(tosses.recall('bob')).toEqual(record('a'));
});

test('only the last opponents are kept, and meeting again counts', () => {
  const storage = memory();
  const tosses = createTosses(storage);
  tosses.remember('first', record('a'));
  tosses.remember('second', record('b'));
  for (let i = 0; i < 198; i += 1) tosses.remember(`peer-${i}`, record('c'));
  tosses.remember('first', record('d'));
  tosses.remember('one-more', record('e'));
  expect(createTosses(storage).recall('first')).toEqual(record('d'));
  expect(createTosses(storage).recall('second')).toBeNull();
});
