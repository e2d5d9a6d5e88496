import { expect, test } from 'vitest';
import { SeenChallenges } from './seen-challenges.ts';

test('a challenge is new once for each peer, as text or as bytes', () => {
  const seen = new SeenChallenges();
  const added = [seen.add('ann', 'a'), seen.add('ann', 'a'), seen.add('ann', Buffer.from('a'))];
  expect(added).toEqual([true, false, false]);
  expect([seen.add('ann', 'b'), seen.add('bob', 'a')]).toEqual([true, true]);
});

test('the oldest of a peer is forgotten first, and only when there are many', () => {
  const seen = new SeenChallenges();
  for (let index = 0; index < 64; index += 1) seen.add('ann', `${index}`);
  expect(seen.add('ann', '0')).toBe(false);
  seen.add('ann', 'one more');
  expect([seen.add('ann', '1'), seen.add('ann', '0')]).toEqual([false, true]);
});

test('who challenges very many makes the service forget those that were challenged longest ago', () => {
  const seen = new SeenChallenges();
  seen.add('ann', 'a');
  seen.add('bob', 'a');
  expect(seen.add('ann', 'a')).toBe(false);
  for (let index = 0; index < 1999; index += 1) seen.add(`peer${index}`, 'a');
  expect([seen.add('ann', 'a'), seen.add('bob', 'a')]).toEqual([false, true]);
});
