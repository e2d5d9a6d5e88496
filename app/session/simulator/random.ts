/** Numbers that look random and follow from a seed: the same seed, the same run. Not for secrets. */
export interface Random {
  /** 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** A whole number, 0 (inclusive) to `limit` (exclusive). */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** One of the items, of which there must be one. */
  pick<Item>(items: readonly Item[]): Item;
  /** 64 hex digits. */
  secret(): string;
}

/** The generator is mulberry32: 32 bits of state, far from secure, quick and well spread. */
export function seeded(seed: number): Random {
  let state = Math.trunc(seed);
  const next = (): number => {
    state = Math.trunc(state + 0x6d2b79f5);
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    secret: () =>
      Array.from({ length: 8 }, () =>
        Math.trunc(next() * 2 ** 32)
          .toString(16)
          .padStart(8, '0'),
      ).join(''),
  };
}
