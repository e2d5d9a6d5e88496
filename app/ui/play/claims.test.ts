import { expect, test } from 'vitest';
import { gameOf, PEER } from '../fixtures.ts';
import { claimSentence, claimStoryOf, rematchWords } from './claims.ts';

test('a countdown that has run out does not promise what the session does not yet allow', () => {
  expect(claimSentence({ mayClaim: false }, 0)).toBe('You may claim the win in 1 s.');
  expect(claimSentence({ mayClaim: false }, 8)).toBe('You may claim the win in 8 s.');
  expect(claimSentence({ mayClaim: false }, 300)).toBe('You may claim the win in 5 min.');
  expect(claimSentence({ mayClaim: false }, 244)).toBe('You may claim the win in 4 min 4 s.');
  expect(claimSentence({ mayClaim: true }, 8)).not.toContain('8 s');
});

test('each side of a claim reads its own story', () => {
  const result = { by: 'claim', winner: 'X' } as const;
  const story = (given: object) => claimStoryOf(gameOf('40', { result, ...given }), PEER);
  expect(story({ provisional: true })?.text).toContain('It stands unless rare-geckos-jam comes back');
  expect(story({ me: 'O' })?.title).toBe('rare-geckos-jam claimed the win');
  expect(story({})).toBeNull();
});

test('a draw that is called says so while it may be undone', () => {
  const called = gameOf('40', { result: { by: 'claim', winner: null }, provisional: true });
  expect(claimStoryOf(called, PEER)?.title).toBe('You called it a draw');
});

test('after two claims one goes on instead of starting again', () => {
  const each = gameOf('40', { result: { by: 'claims', winner: null } });
  expect(claimStoryOf(each, PEER)?.title).toBe('You each claimed against the other');
  expect(rematchWords(each).offer).toBe('Go on');
  expect(rematchWords(gameOf('40', { result: { by: 'claim', winner: 'X' } })).offer).toBe('Rematch');
});
