/** Does what is asked for one key one after the other, in the order in which it was asked. */
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
