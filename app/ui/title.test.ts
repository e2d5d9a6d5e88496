import { expect, test } from 'vitest';
import { gameOf, matchOf, PEER } from './fixtures.ts';
import { titleOf } from './title.ts';

const PLAY = { name: 'play' } as const;
const HOME = { name: 'home', challenge: null } as const;

test('the tab calls a player whose turn it is, even from another screen', () => {
  expect(titleOf(PLAY, matchOf(gameOf('40 04')), [])).toBe('Your turn – Ultimate Tic Tac Toe');
  expect(titleOf(HOME, matchOf(gameOf('40 04')), [])).toBe('Your turn – Ultimate Tic Tac Toe');
  expect(titleOf(PLAY, matchOf(gameOf('40')), [])).toContain('Game with rare-geckos-jam');
});

test('a challenge comes before everything else', () => {
  expect(titleOf(HOME, null, [{ challenge: 'a', from: PEER }])).toContain('rare-geckos-jam challenges you');
});

test('the end of a game and a failed connection are not shown as running', () => {
  const resigned = gameOf('40', { result: { by: 'resignation', winner: 'X' } });
  expect(titleOf(PLAY, matchOf(resigned), [])).toContain('You won');
  expect(titleOf(PLAY, matchOf(gameOf('40 04'), { ended: { reason: 'left', by: 'them' } }), [])).toContain(
    'broken off',
  );
  expect(titleOf(PLAY, matchOf(null, {}, { failure: 'connect/no-path' }), [])).toContain('No connection');
});

test('who waits in another tab is called when a claim becomes possible, and no longer once it is made', () => {
  const away = { mayClaim: true };
  expect(titleOf(PLAY, matchOf(gameOf('40'), away), [])).toContain('You may claim the win');
  const left = { ...away, ended: { reason: 'left', by: 'them' } } as const;
  expect(titleOf(PLAY, matchOf(gameOf('40'), left), [])).toContain('You may claim the win');
  const claimed = gameOf('40', { result: { by: 'claim', winner: 'X' }, provisional: true });
  expect(titleOf(PLAY, matchOf(claimed), [])).toContain('You won');
});

test('with nothing to tell, the title is the name of the game', () => {
  expect(titleOf(HOME, null, [])).toBe('Ultimate Tic Tac Toe');
});
