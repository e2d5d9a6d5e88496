import { expect, test } from 'vitest';
import type { GameResult } from '../../session/index.ts';
import { gameOf, PEER, X_WINS } from '../fixtures.ts';
import { endingOf, localStatusOf, statusOf } from './status.ts';

const ended = (result: GameResult, me: 'X' | 'O') =>
  statusOf(gameOf('40', { result, me }), null, PEER).headline;

test('the turn is told from the side of whoever reads it', () => {
  expect(statusOf(gameOf('40 04'), null, PEER)).toMatchObject({
    headline: 'Your turn',
    detail: 'Play in the centre board.',
    mark: 'X',
    tone: 'mine',
  });
  expect(statusOf(gameOf('40 04', { me: 'O' }), null, PEER)).toMatchObject({
    headline: 'rare-geckos-jam’s turn',
    detail: 'They play in the centre board.',
    mark: 'X',
    tone: 'theirs',
  });
});

test('an open choice is not told as a board', () => {
  expect(statusOf(gameOf(''), null, PEER).detail).toBe('Play in any cell.');
  expect(statusOf(gameOf('01 10 02 20 00', { me: 'O' }), null, PEER).detail).toBe('Play in any open board.');
});

test('winner and loser of the same game do not read the same', () => {
  for (const by of ['line', 'resignation'] as const) {
    expect(ended({ by, winner: 'X' }, 'X')).toBe('You won');
    expect(ended({ by, winner: 'X' }, 'O')).toBe('You lost');
  }
  expect(ended({ by: 'agreement', winner: null }, 'X')).toBe('Draw');
  expect(ended({ by: 'full', winner: null }, 'O')).toBe('Draw');
});

test('a result outlives the session, and a game broken off has none', () => {
  const lost = { reason: 'lost' } as const;
  expect(statusOf(gameOf(X_WINS, { result: { by: 'line', winner: 'X' } }), lost, PEER).headline).toBe(
    'You won',
  );
  expect(statusOf(gameOf('40'), lost, PEER).headline).toBe('Game broken off');
});

test('on one device nobody is "you"', () => {
  expect(localStatusOf(gameOf('40').position)).toMatchObject({ headline: 'O to move', mark: 'O' });
  expect(localStatusOf(gameOf(X_WINS).position)).toMatchObject({ headline: 'X won', tone: 'won' });
});

test('two versions that do not fit end with what to do about it', () => {
  const code = 'session/version';
  expect(endingOf({ reason: 'refused', code }, PEER).text).toContain('Reload on both sides');
  expect(endingOf({ reason: 'refused', code, older: 'me' }, PEER).text).toContain('reload this page');
  expect(endingOf({ reason: 'refused', code, older: 'them' }, PEER).text).toContain('ask them to reload');
});
