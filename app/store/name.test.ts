import { expect, test } from 'vitest';
import { createName } from './name.ts';
import { MemoryStorage } from './testing/browser.ts';

test('a name outlives a reload, and an empty one is none', () => {
  const settings = new MemoryStorage();
  const { rename } = createName(settings).getState();
  expect(rename('  Ann  ')).toBe(true);
  expect(createName(settings).getState().name).toBe('Ann');
  expect(rename('   ')).toBe(true);
  expect(createName(settings).getState().name).toBeNull();
});

test.each([
  ['too long', 'x'.repeat(33)],
  ['backwards', 'nn\u202EA'],
  ['of two lines', 'An\nn'],
])('a name that is %s changes nothing', (_what, text) => {
  const store = createName(new MemoryStorage());
  store.getState().rename('Ann');
  expect(store.getState().rename(text)).toBe(false);
  expect(store.getState().name).toBe('Ann');
});

test('a full storage keeps no name, and it is shown all the same', () => {
  const settings = new MemoryStorage();
  settings.problem = 'full';
  const store = createName(settings);
  store.getState().rename('Ann');
  expect(store.getState().name).toBe('Ann');
});
