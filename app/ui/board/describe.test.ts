import { expect, test } from 'vitest';
import { moveOf, START } from '../../game/index.ts';
import { gameOf } from '../fixtures.ts';
import { describeCell, describeSending, sendingOf, whyNot } from './describe.ts';

// O answers X back into the top left board, until X may take it with 00.
const BEFORE_TAKING = gameOf('01 10 02 20').position;
const TAKEN = gameOf('01 10 02 20 00').position;

test('a cell is named by its board, its place and what is in it', () => {
  expect(describeCell(START, moveOf(4, 0), true, false)).toBe(
    'Board 5 (centre), cell 1 (top left), empty, playable',
  );
  expect(describeCell(gameOf('40').position, moveOf(4, 0), false, true)).toBe(
    'Board 5 (centre), cell 1 (top left), X, last move',
  );
});

test('a cell of a finished board says whose the board is, so that an empty cell does not mislead', () => {
  expect(describeCell(TAKEN, moveOf(0, 8), false, false)).toBe(
    'Board 1 (top left), won by X, cell 9 (bottom right), empty',
  );
});

test('a move sends to the board at its cell, and to any board when that one is finished', () => {
  expect(sendingOf(START, moveOf(4, 2))).toBe(2);
  expect(sendingOf(BEFORE_TAKING, moveOf(0, 5))).toBe(5);
  // Wins the very board that it would send to.
  expect(sendingOf(BEFORE_TAKING, moveOf(0, 0))).toBe('any');
});

test('a move that ends the game sends nowhere, and one that the rules refuse is not described', () => {
  expect(sendingOf(gameOf('51 12 23 38 81 15 57 78 84 42 25 58 87 72 24 45').position, moveOf(5, 4))).toBe(
    'end',
  );
  expect(sendingOf(BEFORE_TAKING, moveOf(3, 0))).toBeNull();
});

test('the three kinds of sending read differently', () => {
  expect(describeSending(4)).toBe('Sends them to the centre board');
  expect(new Set(([4, 'any', 'end'] as const).map(describeSending)).size).toBe(3);
});

test('each reason why a cell is not played has its own sentence', () => {
  const { position } = gameOf('44');
  expect(whyNot(position, moveOf(4, 4), true, true)).toBe('That cell is taken.');
  expect(whyNot(position, moveOf(0, 0), true, true)).toBe('This move belongs in the centre board.');
  expect(whyNot(position, moveOf(4, 0), false, true)).toBe('It is not your turn.');
  expect(whyNot(position, moveOf(4, 0), false, false)).toBe('The game is over.');
  expect(whyNot(TAKEN, moveOf(0, 8), true, true)).toBe('That board is finished.');
});
