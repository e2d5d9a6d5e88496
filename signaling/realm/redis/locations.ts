/** Most peers of other instances whose place is remembered (about 20 MB). */
const LOCATIONS_MAX = 100_000;

/** Which instance a peer was at when last heard of; the one learnt longest ago is forgotten first. */
export class Locations {
  readonly #instances = new Map<string, string>();

  get(id: string): string | undefined {
    return this.#instances.get(id);
  }

  learn(id: string, instance: string): void {
    this.#instances.delete(id);
    this.#instances.set(id, instance);
    if (this.#instances.size <= LOCATIONS_MAX) return;
    for (const [oldest] of this.#instances) {
      this.#instances.delete(oldest);
      return;
    }
  }

  forget(id: string): void {
    this.#instances.delete(id);
  }

  /** Every instance that a peer is remembered at. */
  instances(): ReadonlySet<string> {
    return new Set(this.#instances.values());
  }

  forgetInstance(gone: string): void {
    for (const [id, instance] of this.#instances) if (instance === gone) this.#instances.delete(id);
  }

  clear(): void {
    this.#instances.clear();
  }
}
