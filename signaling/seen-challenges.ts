import type { Frame } from './realm/index.ts';

/** More than anybody gets while one of them is of interest. */
const EACH_MAX = 64;

/** Most peers for whom they are remembered: a few MB. Whoever was challenged longest ago is forgotten first. */
const PEERS_MAX = 2000;

/** The challenges that the clients of this instance were told of lately, so that none is told twice, nor after a reload. */
export class SeenChallenges {
  /** In the order of the last challenge. */
  readonly #byPeer = new Map<string, Set<string>>();

  /**
   * @param to whom it is for
   * @param frame has the sender and the id of the challenge, and nothing else
   * @returns whether it is new
   */
  add(to: string, frame: Frame): boolean {
    const text = typeof frame === 'string' ? frame : Buffer.from(frame).toString();
    const seen = this.#byPeer.get(to) ?? new Set();
    this.#byPeer.delete(to);
    this.#byPeer.set(to, seen);
    if (this.#byPeer.size > PEERS_MAX) forgetOldest(this.#byPeer);
    if (seen.has(text)) return false;
    seen.add(text);
    if (seen.size > EACH_MAX) forgetOldest(seen);
    return true;
  }
}

function forgetOldest(entries: Map<string, unknown> | Set<string>): void {
  for (const oldest of entries.keys()) {
    entries.delete(oldest);
    return;
  }
}
