import { expect, test } from 'vitest';
import type { GameResult, GameView } from '../../session/index.ts';
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
  const left = { reason: 'left', by: 'them' } as const;
  expect(statusOf(gameOf(X_WINS, { result: { by: 'line', winner: 'X' } }), left, PEER).headline).toBe(
    'You won',
  );
  expect(statusOf(gameOf('40'), left, PEER)).toMatchObject({
    headline: 'Game broken off',
    detail: 'They left before the end.',
  });
});

test('a claim says that it is one, and one that may still be undone does not sound final', () => {
  const claimed = { result: { by: 'claim', winner: 'X' } } as const;
  const detail = (given: Partial<GameView>) => statusOf(gameOf('40', given), null, PEER).detail;
  expect(detail({ ...claimed, provisional: true })).toContain('unless');
  expect(detail({ ...claimed, provisional: false })).toBe('Claimed: they were away.');
  expect(detail({ ...claimed, me: 'O' })).toBe('Claimed: you were away.');
  expect(detail({ result: { by: 'claim', winner: null }, provisional: true })).toContain('unless');
  expect(ended({ by: 'claim', winner: null }, 'X')).toBe('Draw');
});

test('two claims against each other are told as no result, not as a draw', () => {
  expect(ended({ by: 'claims', winner: null }, 'X')).toBe('No result');
});

test('an own move that has to wait is told where one looks for the turn, theirs is not', () => {
  expect(statusOf(gameOf('40 04'), null, PEER, 'catching-up')).toMatchObject({
    headline: 'Your turn',
    detail: 'Catching up before you can move…',
  });
  expect(statusOf(gameOf('40'), null, PEER, 'catching-up').detail).toBe('They play in the top left board.');
});

test('while they are away, their turn says so, and the own turn still says where to play', () => {
  expect(statusOf(gameOf('40'), null, PEER, 'away').detail).toContain('the game waits');
  expect(statusOf(gameOf('40'), null, PEER, 'may-claim').detail).toContain('you may claim');
  expect(statusOf(gameOf('40 04'), null, PEER, 'may-claim').detail).toBe('Play in the centre board.');
});

test('a dispute says what does not fit, that nothing is lost, and its code; once closed, what to do', () => {
  const code = 'resume/two-apart';
  const open = endingOf({ reason: 'disputed', code, closed: false }, PEER);
  expect(open.text).toMatch(/two moves more.*Nothing was overwritten/);
  expect(open.code).toContain(code);
  const closed = endingOf({ reason: 'disputed', code, closed: true }, PEER);
  expect(closed.title).toBe('Ended as disputed');
  expect(closed.code).toContain(code);
  const headline = (isClosed: boolean) =>
    statusOf(gameOf('40'), { reason: 'disputed', code, closed: isClosed }, PEER).headline;
  expect([headline(false), headline(true)]).toEqual(['In dispute', 'Ended as disputed']);
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
