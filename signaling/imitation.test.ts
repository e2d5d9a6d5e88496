import { expect, test } from 'vitest';
import { imitatesId } from './imitation.ts';

test.each([
  'rare-geckos-jam',
  'Rare Geckos Jam',
  'rare_geckos\u2013jam',
  'rare-ge\u200bckos-jam',
  'RARE-GECKOS-JAM',
])('a name that reads like the id of somebody else imitates it: %j', (name) => {
  expect(imitatesId(name, 'ann')).toBe(true);
  expect(imitatesId(name, 'rare-geckos-jam')).toBe(false);
});

test.each(['Ann', 'rare geckos', 'Jean-Luc', 'geckos-rare-jam', 'Zoë', 'a b c'])(
  "a name of any other form is nobody else's: %j",
  (name) => {
    expect(imitatesId(name, 'bob')).toBe(false);
  },
);
