/** Choices that look random and follow from a seed: the same seed, the same story. */
export interface Random {
  /** A whole number, 0 (inclusive) to `limit` (exclusive). */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** One of the items, of which there must be one. */
  pick<Item>(items: readonly Item[]): Item;
}

/** The generator is mulberry32: 32 bits of state, quick and well spread. */
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
    below,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
  };
}
