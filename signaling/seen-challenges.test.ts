import { expect, test } from 'vitest';
import { SeenChallenges } from './seen-challenges.ts';

test('a challenge is new once, as text or as bytes', () => {
  const seen = new SeenChallenges();
  expect([seen.add('a'), seen.add('a'), seen.add(Buffer.from('a')), seen.add('b')]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test('the oldest is forgotten first, and only when there are many', () => {
  const seen = new SeenChallenges();
  for (let index = 0; index < 64; index += 1) seen.add(`${index}`);
  expect(seen.add('0')).toBe(false);
  seen.add('one more');
  expect([seen.add('1'), seen.add('0')]).toEqual([false, true]);
});
