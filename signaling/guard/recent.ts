/**
 * Most that is remembered; of more, what was not used for longest is forgotten. Who comes from so many addresses at
 * once is not to be stopped by a count for each.
 */
export const RECENT_MAX = 50_000;

/** Counts by name. One that was not used in the window is forgotten: it would begin anew. */
export class Recent<Value> {
  /** In the order of the windows in which they were last used. */
  readonly #entries = new Map<string, { readonly value: Value; window: number }>();

  get size(): number {
    return this.#entries.size;
  }

  /** What is there under the name, or else what `create` makes. */
  use(name: string, window: number, create: () => Value): Value {
    const entry = this.#entries.get(name);
    if (entry?.window === window) return entry.value;
    const value = entry?.value ?? create();
    this.keep(name, value, window);
    return value;
  }

  keep(name: string, value: Value, window: number): void {
    this.#entries.delete(name);
    this.#entries.set(name, { value, window });
    for (const [oldest, entry] of this.#entries) {
      if (entry.window === window && this.#entries.size <= RECENT_MAX) break;
      this.#entries.delete(oldest);
    }
  }

  forget(name: string): void {
    this.#entries.delete(name);
  }
}
