import type { Frame } from './realm/index.ts';

/** More than anybody gets while one of them is of interest. */
const REMEMBERED = 64;

/** The challenges that a client was told of lately, so that none is told twice. */
export class SeenChallenges {
  readonly #frames = new Set<string>();

  /**
   * @param frame has the sender and the id of the challenge, and nothing else
   * @returns whether it is new
   */
  add(frame: Frame): boolean {
    const text = typeof frame === 'string' ? frame : Buffer.from(frame).toString();
    if (this.#frames.has(text)) return false;
    const [oldest] = this.#frames;
    if (oldest !== undefined && this.#frames.size >= REMEMBERED) this.#frames.delete(oldest);
    this.#frames.add(text);
    return true;
  }
}
