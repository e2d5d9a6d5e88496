import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fillIn } from './tables.ts';

const manual = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');

test('the manual has the variables and metrics that the service has; `node scripts/manual.mjs` writes them', () => {
  expect(fillIn(manual)).toBe(manual);
});

test('a manual without a place for a table is a mistake', () => {
  expect(() => fillIn(manual.replace('<!-- end metrics -->', ''))).toThrow('no place for the metrics');
  expect(() => fillIn('')).toThrow('no place for the variables');
});
