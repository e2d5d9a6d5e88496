/**
 * Counts behind the limits, each of one thing (messages of an address, its open connections, ...): what this instance
 * counts itself, and what the others are known to have counted.
 */

/** The length of the windows in which messages and handshakes are counted, ms. They begin at multiples of it. */
export const WINDOW_MS = 10_000;

/** What an instance adds to the shared counts of a window and of the next one. */
export interface Contribution {
  readonly now: number;
  readonly next: number;
}

/** A count that instances share. A window is named by its number since the epoch. */
export interface Shared {
  /** Names the count among all that are shared, for instance `messages:192.0.2.1`. */
  readonly field: string;
  /** In how many of the next rounds of sharing it is; for who shares. */
  rounds: number;
  /** What the others do not know yet. It is taken to reach them, once, whatever becomes of it. */
  contribute(window: number): Contribution;
  /** @param total what all instances together have contributed to the window */
  learn(window: number, total: number): void;
}

/** How often something happened in a window. */
export class Tally implements Shared {
  readonly field: string;
  rounds = 0;
  #window = 0;
  #own = 0;
  #told = 0;
  #others = 0;

  constructor(field: string) {
    this.field = field;
  }

  isBelow(limit: number, window: number): boolean {
    this.#enter(window);
    return this.#own + this.#others < limit;
  }

  add(window: number): void {
    this.#enter(window);
    this.#own += 1;
  }

  contribute(window: number): Contribution {
    if (window !== this.#window) return { now: 0, next: 0 };
    const now = this.#own - this.#told;
    this.#told = this.#own;
    return { now, next: 0 };
  }

  learn(window: number, total: number): void {
    if (window === this.#window) this.#others = Math.max(0, total - this.#told);
  }

  /** Forgets what was counted in another window. */
  #enter(window: number): void {
    if (window === this.#window) return;
    this.#window = window;
    this.#own = 0;
    this.#told = 0;
    this.#others = 0;
  }
}

/**
 * How much of something there is at the moment. Each instance contributes all it has to this window and to the next:
 * so a window is complete when it begins, and what an instance had that died is gone after two.
 */
export class Level implements Shared {
  readonly field: string;
  rounds = 0;
  #own = 0;
  #window = 0;
  #told = 0;
  #toldNext = 0;
  #others = 0;
  #learned = 0;

  constructor(field: string) {
    this.field = field;
  }

  get own(): number {
    return this.#own;
  }

  isBelow(limit: number, window: number): boolean {
    const others = window - this.#learned <= 1 ? this.#others : 0;
    return this.#own + others < limit;
  }

  change(by: 1 | -1): void {
    this.#own += by;
  }

  contribute(window: number): Contribution {
    if (window !== this.#window) {
      this.#told = window === this.#window + 1 ? this.#toldNext : 0;
      this.#toldNext = 0;
      this.#window = window;
    }
    const contribution = { now: this.#own - this.#told, next: this.#own - this.#toldNext };
    this.#told = this.#own;
    this.#toldNext = this.#own;
    return contribution;
  }

  learn(window: number, total: number): void {
    if (window !== this.#window) return;
    this.#others = Math.max(0, total - this.#told);
    this.#learned = window;
  }
}
