import type { Random } from './random.ts';

/** What a link does to the frames on it. */
export interface LinkTraits {
  /** Share of frames that vanish, and that arrive twice; 0 to 1. */
  readonly drop: number;
  readonly duplicate: number;
  /** Each copy takes a time of its own between the two, ms, so frames overtake each other. */
  readonly delayMs: readonly [least: number, most: number];
  /** Keep the order, as a WebRTC data channel does. */
  readonly inOrder: boolean;
}

export const ORDERLY: LinkTraits = { drop: 0, duplicate: 0, delayMs: [5, 200], inOrder: true };
export const LOSSY: LinkTraits = { drop: 0.1, duplicate: 0.1, delayMs: [5, 600], inOrder: false };

export type SideName = 'a' | 'b';

export interface InFlight {
  readonly to: SideName;
  readonly at: number;
  readonly text: string;
}

/** The frames under way in both directions. */
export class Link {
  readonly #traits: LinkTraits;
  readonly #random: Random;
  readonly #lastAt: Record<SideName, number>;
  readonly #inFlight: InFlight[] = [];

  /** @param now ms */
  constructor(traits: LinkTraits, random: Random, now: number) {
    this.#traits = traits;
    this.#random = random;
    this.#lastAt = { a: now, b: now };
  }

  send(to: SideName, text: string, now: number): void {
    const { drop, duplicate } = this.#traits;
    if (this.#random.chance(drop)) return;
    this.#deliver(to, text, now);
    if (this.#random.chance(duplicate)) this.#deliver(to, text, now);
  }

  /** The frame that arrives next. */
  next(): InFlight | undefined {
    return this.#inFlight[0];
  }

  take(): InFlight | undefined {
    return this.#inFlight.shift();
  }

  #deliver(to: SideName, text: string, now: number): void {
    const [least, most] = this.#traits.delayMs;
    const drawn = now + least + this.#random.below(most - least + 1);
    const at = this.#traits.inOrder ? Math.max(drawn, this.#lastAt[to]) : drawn;
    this.#lastAt[to] = at;
    const later = this.#inFlight.findIndex((other) => other.at > at);
    this.#inFlight.splice(later === -1 ? this.#inFlight.length : later, 0, { to, at, text });
  }
}
