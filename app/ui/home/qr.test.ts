import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { qrPicture } from './qr.ts';

const LINK = 'https://example.org/games/#/c/rare-geckos-jam';

/** Fills the runs of the path into a square of modules. */
function modulesOf(path: string, side: number): boolean[][] {
  const modules = Array.from({ length: side }, () => Array<boolean>(side).fill(false));
  for (const [, x, y, width, back] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H(\d+)z/g)) {
    expect(back).toBe(x);
    modules[Number(y)]?.fill(true, Number(x), Number(x) + Number(width));
  }
  return modules;
}

test('the path draws exactly the modules of the code', () => {
  const { side, path } = qrPicture(LINK);
  expect(path.replaceAll(/M\d+ \d+h\d+v1H\d+z/g, '')).toBe('');
  expect(modulesOf(path, side)).toEqual(encode(LINK, { ecc: 'M', border: 4 }).data);
});

test('four light modules stand around the code, or cameras do not find it', () => {
  const { side, path } = qrPicture(LINK);
  const modules = modulesOf(path, side);
  const edge = (index: number) => index < 4 || index >= side - 4;
  const dark = modules.flatMap((row, y) => row.filter((on, x) => on && (edge(x) || edge(y))));
  expect(dark).toEqual([]);
  expect(modules[4]?.[4]).toBe(true);
});
