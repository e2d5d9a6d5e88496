import { expect, test } from 'vitest';
import { ORACLE } from './fixtures/oracle.ts';
import { perft } from './perft.ts';
import { START } from './position.ts';

test.each(ORACLE.perft.filter(([depth]) => depth > 6))(
  'as many lines of %i plies as other programs count',
  (depth, leaves) => {
    expect(perft(START, depth)).toBe(leaves);
  },
);
