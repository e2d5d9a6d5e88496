import { expect, test } from 'vitest';
import { moveAtSquare, moveOnKey, SIDE, squareOf } from './navigate.ts';

const walk = (from: number, key: string, ctrl = false, forced: number | null = null) =>
  moveOnKey(from, key, ctrl, forced);

test('every square of the screen is one move, and back', () => {
  const moves = new Set<number>();
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const move = moveAtSquare(row, column);
      moves.add(move);
      expect(squareOf(move)).toEqual({ row, column });
    }
  }
  expect(moves.size).toBe(81);
});

test('an arrow crosses from one local board into the next as the eye sees it', () => {
  expect(walk(2, 'ArrowRight')).toBe(9); // top left board, its top right cell -> top centre board, its top left
  expect(walk(6, 'ArrowDown')).toBe(27); // down out of the first row of boards
  expect(walk(27, 'ArrowUp')).toBe(6);
  expect(walk(9, 'ArrowLeft')).toBe(2);
});

test('arrows stop at the edges instead of wrapping', () => {
  expect(walk(0, 'ArrowUp')).toBe(0);
  expect(walk(0, 'ArrowLeft')).toBe(0);
  expect(walk(80, 'ArrowDown')).toBe(80);
  expect(walk(80, 'ArrowRight')).toBe(80);
});

test('Home and End stay in the row, with Ctrl they reach the corners', () => {
  expect(walk(40, 'Home')).toBe(30);
  expect(walk(40, 'End')).toBe(50);
  expect(walk(40, 'Home', true)).toBe(0);
  expect(walk(40, 'End', true)).toBe(80);
});

test('paging steps by a local board and stops inside', () => {
  expect(walk(40, 'PageUp')).toBe(13);
  expect(walk(40, 'PageDown')).toBe(67);
  expect(walk(13, 'PageUp')).toBe(10);
});

test('a digit picks a cell of the forced board, and of the own board when every board is open', () => {
  expect(walk(0, '5', false, 7)).toBe(67);
  expect(walk(40, '1')).toBe(36);
});

test('other keys and browser shortcuts are left alone', () => {
  for (const key of ['Tab', 'a', '0', 'Enter', ' ', 'Escape']) expect(walk(40, key)).toBeNull();
  expect(walk(40, '5', true)).toBeNull();
});
