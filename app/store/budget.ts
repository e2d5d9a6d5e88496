/**
 * Allows something at most `max` times in any `windowMs`.
 *
 * @param now monotonic, ms
 * @returns takes one of what is left; `false` when nothing is
 */
export function createBudget(max: number, windowMs: number, now: () => number): () => boolean {
  let taken: readonly number[] = [];
  return () => {
    const at = now();
    taken = taken.filter((before) => at - before < windowMs);
    if (taken.length >= max) return false;
    taken = [...taken, at];
    return true;
  };
}
