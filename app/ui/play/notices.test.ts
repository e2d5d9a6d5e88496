import { expect, test } from 'vitest';
import { noticeSentence, shownNotices } from './notices.ts';

test('an illegal move is told with the rule it broke', () => {
  expect(noticeSentence('ply/illegal-move', 'move/cell-taken')).toMatch(
    /rules forbid.*unchanged.*cell is taken/,
  );
});

test('a code without words is shown, not swallowed', () => {
  expect(noticeSentence('odd/new', null)).toContain('odd/new');
  expect(noticeSentence('peer/refused', 'odd/new')).toContain('odd/new');
});

test('a code that names something of every object has no words either', () => {
  expect(noticeSentence('constructor', 'toString')).toContain('constructor');
});

test('an answer that the rematch line shows is not told twice', () => {
  const notices = ['rematch/declined', 'draw/declined'].map((code, key) => ({ key, code, detail: null }));
  expect(shownNotices(notices).map(({ key }) => key)).toEqual([1]);
});

test('an offer that came to nothing is no error, a refused move is one', () => {
  const notices = ['draw/declined', 'claim/beaten', 'ply/out-of-turn'].map((code, key) => ({
    key,
    code,
    detail: null,
  }));
  expect(shownNotices(notices).map(({ tone }) => tone)).toEqual(['info', 'info', 'bad']);
});
