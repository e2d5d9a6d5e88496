/** What has to be ended when a service goes: what began last ends first, all of it, and once. */
export class Ends {
  readonly #ends: (() => unknown)[] = [];
  #running: Promise<void> | null = null;

  /** @param end may be waited for */
  add(end: () => unknown): void {
    this.#ends.push(end);
  }

  /** Rejects, once all the rest has ended, with what the first one that failed threw. */
  run(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    const errors: unknown[] = [];
    for (const end of this.#ends.toReversed()) {
      try {
        await end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
