import { expect, test } from 'vitest';
import { linesOf } from './fixtures/naive.ts';
import { firstOf, FULL, has, hasLine, lineIn, sizeOf, squaresOf } from './grid.ts';

test('a set of squares answers as a list of letters would, for all 512 sets', () => {
  for (let set = 0; set <= FULL; set++) {
    const letters = Array.from({ length: 9 }, (_, square) => (has(set, square) ? 'X' : ''));
    const squares = letters.flatMap((letter, square) => (letter === 'X' ? [square] : []));
    const lines = linesOf(letters, 'X');

    expect(squaresOf(set)).toEqual(squares);
    expect(sizeOf(set)).toBe(squares.length);
    expect(hasLine(set)).toBe(lines.length > 0);
    expect(lineIn(set)).toEqual(lines[0] ?? null);
    expect(set === 0 ? undefined : firstOf(set)).toBe(squares[0]);
  }
});
