import { expect, test } from 'vitest';
import type { Absence, GameView } from '../../session/index.ts';
import type { Connection, Match } from '../../store/match.ts';
import { gameOf, matchOf } from '../fixtures.ts';
import { holdOf, linkLineOf, lookOf, seatWordOf } from './connection.ts';

const RECONNECTING: Connection = { state: 'reconnecting', attempt: 3, retryAt: null };
const GONE: Connection = { state: 'gone', attempt: 1, retryAt: null };
type Path = Match['path'];
const away = (why: Absence['why']) => ({ absence: { why, since: 0, mayClaimAt: 10_000 } });
const LEFT = { ended: { reason: 'left', by: 'them' } } as const;

const hint = (game: GameView, moved = false) => linkLineOf(matchOf(game), RECONNECTING, null, moved).hint;

test('a try that is under way is not counted down', () => {
  const text = (seconds: number | null) =>
    linkLineOf(matchOf(gameOf('40')), RECONNECTING, seconds, false).text;
  expect(text(4)).toBe('Reconnecting, try 3, next in 4 s');
  expect(text(null)).toBe('Reconnecting, try 3…');
});

test('who has no link and the turn learns whether a move can be made', () => {
  expect(hint(gameOf('40 04'))).toContain('You can move:');
  expect(hint(gameOf('40 04', { mayPlay: false }))).toBe('You can move once the link is back.');
  expect(hint(gameOf('40'))).toBeNull();
});

test('a move made without a link is not left in doubt', () => {
  expect(hint(gameOf('40'), true)).toContain('Your move is kept');
  const over = gameOf('40', { result: { by: 'resignation', winner: 'X' } });
  expect(hint(over, true)).toBeNull();
});

test('the path is told with what it means, and nothing is claimed while it is not known', () => {
  const line = (path: Path) =>
    linkLineOf(matchOf(gameOf('40'), {}, { path }), { state: 'playing' }, null, false);
  expect(line(null)).toEqual({ text: 'Connected', hint: null });
  expect(line('direct')).toEqual({ text: 'Connected · direct', hint: null });
  expect(line('relayed').text).toBe('Connected · relayed');
  expect(line('relayed').hint).toContain('cannot read');
  expect(line('hidden').text).toBe('Connected · relayed');
  expect(line('hidden').hint).toContain('does not show them your address');
});

test('why they are gone is told: a closed page is not silence', () => {
  const text = (why: Absence['why']) => linkLineOf(matchOf(gameOf('40'), away(why)), GONE, null, false).text;
  const told = (['closed', 'hidden', 'silent', 'left'] as const).map(text);
  expect(told[0]).toBe('rare-geckos-jam closed the page');
  expect(new Set(told).size).toBe(4);
});

test('a page in the background is not told as a network that fails', () => {
  const text = (why: Absence['why']) =>
    linkLineOf(matchOf(gameOf('40'), away(why)), { state: 'shaky' }, null, false).text;
  expect(text('hidden')).toContain('background');
  expect(text('silent')).toContain('No sign of rare-geckos-jam');
});

test('a session that is over wants no link: nothing is shown as lost, whatever the connection says', () => {
  for (const shown of [RECONNECTING, GONE, { state: 'playing' } as const]) {
    const match = matchOf(gameOf('40'), LEFT);
    expect(lookOf(match, shown)).toBe('off');
    expect(linkLineOf(match, shown, 4, true)).toEqual({ text: 'Not connected', hint: null });
    expect(seatWordOf(match, shown)).toBe('left');
  }
});

test('the seat says that something is wrong in words, and nothing while all is well', () => {
  const match = matchOf(gameOf('40'));
  expect(seatWordOf(match, { state: 'playing' })).toBeNull();
  expect(seatWordOf(match, RECONNECTING)).toBe('reconnecting');
  expect(seatWordOf(match, GONE)).toBe('away');
});

test('of all that holds a game up, the status tells what the player can do something about', () => {
  expect(holdOf(matchOf(gameOf('40')), { state: 'playing' }, false)).toBeNull();
  expect(holdOf(matchOf(gameOf('40')), RECONNECTING, false)).toBeNull();
  expect(holdOf(matchOf(gameOf('40')), GONE, false)).toBe('away');
  expect(holdOf(matchOf(gameOf('40'), { mayClaim: true }), GONE, false)).toBe('may-claim');
  expect(holdOf(matchOf(gameOf('40')), GONE, true)).toBe('catching-up');
});
