import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AGREED, isFinal, join, moverOf, resigned, type Settled } from './verdict.ts';

const player = fc.constantFrom('X' as const, 'O' as const);
const verdict: fc.Arbitrary<Settled | null> = fc.oneof(
  fc.constant(null),
  fc.constant(AGREED),
  fc.constant<Settled>({ by: 'full', winner: null }),
  player.map((winner): Settled => ({ by: 'line', winner })),
  fc.tuple(player, fc.integer({ min: 0, max: 80 })).map(([loser, ply]) => resigned(loser, ply)),
);

const joined = (facts: readonly (Settled | null)[]): Settled | null =>
  facts.reduce<Settled | null>((all, fact) => join(all, fact), null);

test('the result depends on the order in which facts arrive', () => {
  fc.assert(
    fc.property(fc.array(verdict, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (facts, ranks) => {
      const shuffled = facts
        .map((fact) => ({ fact, rank: ranks.next().value }))
        .toSorted((one, other) => one.rank - other.rank)
        .map(({ fact }) => fact);
      expect(joined(shuffled)).toEqual(joined(facts));
    }),
  );
});

test('a fact counts twice, or grouping matters', () => {
  fc.assert(
    fc.property(verdict, verdict, verdict, (a, b, c) => {
      expect(join(a, a)).toEqual(a);
      expect(join(a, b)).toEqual(join(b, a));
      expect(join(join(a, b), c)).toEqual(join(a, join(b, c)));
    }),
  );
});

test('what was said beats what was played', () => {
  fc.assert(
    fc.property(verdict, verdict, (a, b) => {
      expect(isFinal(join(a, b))).toBe(isFinal(a) || isFinal(b));
    }),
  );
  expect(join(AGREED, resigned('X', 4))).toEqual(resigned('X', 4));
});

test('the later of two crossing resignations stands', () => {
  expect(join(resigned('X', 5), resigned('O', 4))).toEqual(resigned('O', 4));
});

test('on the same ply, the resignation of the side that was waiting stands', () => {
  for (const ply of [0, 1, 40, 79]) {
    const mover = moverOf(ply);
    const waiting = mover === 'X' ? 'O' : 'X';
    expect(join(resigned(waiting, ply), resigned(mover, ply))).toEqual(resigned(mover, ply));
  }
});
