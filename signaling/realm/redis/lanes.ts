/** What is done one after the other, and what is done some at a time. */

/** Does what is asked for one key in the order in which it was asked. */
export class Lanes {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(key);
    const result = before === undefined ? work() : before.then(work);
    const tail = result
      .catch(() => undefined)
      .finally(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key);
      });
    this.#tails.set(key, tail);
    return result;
  }

  /** When all that was asked so far is done; `null` when nothing is to be done. */
  busy(key: string): Promise<unknown> | null {
    return this.#tails.get(key) ?? null;
  }
}

/** So many commands are on their way at once: enough to hide the way there and back, few enough to time out never. */
const CHUNK = 200;

/** Does the same for many, some at a time. Rejects once one does, and begins no more then. */
export async function inChunks<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < items.length; at += CHUNK) {
    await Promise.all(items.slice(at, at + CHUNK).map(work));
  }
}
