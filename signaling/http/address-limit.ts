import { Recent, Tally, WINDOW_MS } from '../guard/index.ts';

/** How often each address may ask for something in ten seconds. Each instance counts for itself. */
export class AddressLimit {
  readonly #most: number;
  readonly #now: () => number;
  readonly #counts = new Recent<Tally>();

  /** @param now epoch ms */
  constructor(most: number, now: () => number = Date.now) {
    this.#most = most;
    this.#now = now;
  }

  /**
   * Whether it may ask once more.
   *
   * @param what several things that are counted apart have names
   */
  take(address: string, what: string): boolean {
    const window = Math.floor(this.#now() / WINDOW_MS);
    const name = `${what} ${address}`;
    const tally = this.#counts.use(name, window, () => new Tally(name));
    if (!tally.isBelow(this.#most, window)) return false;
    tally.add(window);
    return true;
  }
}
