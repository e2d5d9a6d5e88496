import { expect, test } from 'vitest';
import { parsePlayerId } from '../../../signaling/protocol/index.ts';
import { challengeLink } from './share.ts';

test('the link keeps the sub-path of the page and drops the fragment that is open', () => {
  expect(challengeLink('https://example.org/games/uttt/#/local', 'rare-geckos-jam')).toBe(
    'https://example.org/games/uttt/#/c/rare-geckos-jam',
  );
});

test('the link pasted into the challenge field gives the id back', () => {
  const link = challengeLink('http://192.168.0.4:9000/index.html?x=1', 'rare-geckos-jam');
  expect(parsePlayerId(link)).toBe('rare-geckos-jam');
});
