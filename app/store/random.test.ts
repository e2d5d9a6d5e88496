import { expect, test } from 'vitest';
import { randomBelow, randomHex } from './random.ts';

/** Hands out the given bytes in order. */
function stream(...bytes: number[]): (length: number) => Uint8Array {
  let at = 0;
  return (length) => {
    const part = bytes.slice(at, at + length);
    at += length;
    if (part.length < length) throw new Error('out of bytes');
    return Uint8Array.from(part);
  };
}

test('a draw that would favour small numbers is drawn again', () => {
  // 65,535 is above the last whole multiple of 10 (65,530).
  expect(randomBelow(stream(255, 255, 0, 7), 10)).toBe(7);
  expect(randomBelow(stream(255, 249), 10)).toBe(9);
});

test('every number below the bound is drawn, none at it', () => {
  const seen = new Set<number>();
  for (let value = 0; value < 1000; value += 1) {
    seen.add(randomBelow(stream(Math.floor(value / 256), value % 256), 7));
  }
  expect(seen).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
});

test('hex keeps its leading zeros', () => {
  expect(randomHex(stream(0, 10, 255), 3)).toBe('000aff');
});
