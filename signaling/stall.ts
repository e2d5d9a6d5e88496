/** Tells when this process has just come back from being frozen, or from work that held everything else up. */

const TICK_MS = 250;

/** Timers that are late by less say nothing: so late they are on a busy machine, too. */
const STALL_MS = 1_000;

/** So long after a stall the news of it is still coming in: sockets that were opened meanwhile, and closed again. */
export const SETTLE_MS = 250;

export class StallDetector {
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #tickedAt: number;
  #settledAt = 0;

  /** @param now ms on a clock that goes on while the process is frozen */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#tickedAt = now();
    this.#timer = setInterval(() => this.#look(), TICK_MS);
    this.#timer.unref();
  }

  /** Whether what looks open now may have been left long ago. */
  get settling(): boolean {
    // After a stall sockets are often read before timers are due.
    this.#look();
    return this.#now() < this.#settledAt;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = this.#now();
    if (now - this.#tickedAt > STALL_MS) this.#settledAt = now + SETTLE_MS;
    this.#tickedAt = now;
  }
}
