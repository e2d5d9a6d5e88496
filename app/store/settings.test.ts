import { expect, test } from 'vitest';
import { DEFAULT_TIMING, type SessionTiming } from '../session/index.ts';
import { readTiming } from './settings.ts';
import { MemoryStorage } from './testing/browser.ts';

/** All the times that hold with this stored. */
function timingOf(stored: string): SessionTiming {
  return { ...DEFAULT_TIMING, ...readTiming(new MemoryStorage([['uttt:timing', stored]])) };
}

test('what is stored counts, and the defaults for the rest', () => {
  const extremes = { claimAfterByeMs: 50, claimAfterSilenceMs: 86_400_000 };
  expect(timingOf(JSON.stringify(extremes))).toEqual({ ...DEFAULT_TIMING, ...extremes });
});

test('one that is wrong takes no other with it', () => {
  const timing = timingOf('{"claimAfterByeMs":200,"claimAfterSilenceMs":-1,"refusalsMax":1000}');
  expect(timing).toEqual({ ...DEFAULT_TIMING, claimAfterByeMs: 200 });
});

test.each([
  ['{"claimAfterByeMs":49}', 'too short'],
  ['{"claimAfterSilenceMs":86400001}', 'too long'],
  ['{"claimAfterSilenceMs":100.5}', 'no whole number'],
  ['{"claimAfterSilenceMs":"100"}', 'no number'],
  ['{"claimAfterSilenceMs":null}', 'nothing'],
  ['{"claimAfter":100}', 'a name that nothing has'],
  ['[]', 'a list'],
  ['{', 'no JSON'],
])('%s counts as nothing stored: it is %s', (stored) => {
  expect(timingOf(stored)).toEqual(DEFAULT_TIMING);
});

test('nothing stored, or a denied storage: the defaults', () => {
  const storage = new MemoryStorage();
  expect({ ...DEFAULT_TIMING, ...readTiming(storage) }).toEqual(DEFAULT_TIMING);
  storage.problem = 'denied';
  expect({ ...DEFAULT_TIMING, ...readTiming(storage) }).toEqual(DEFAULT_TIMING);
});
