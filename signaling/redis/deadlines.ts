/** A reply did not come in time; the command may have been done. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

interface Waiting {
  readonly due: number;
  readonly reject: (error: Error) => void;
  settled: boolean;
}

/** Parts in which a time-out is measured. */
const TICKS = 10;

/**
 * Time-outs for many commands at once, all of the same length, on one timer.
 *
 * Only time in which this process ran counts. When it is frozen, or the machine stands still for a second, every reply
 * is late and none is missing: a circuit breaker that opened then would make an outage of a hiccup.
 */
export class Deadlines {
  readonly #ms: number;
  readonly #tickMs: number;
  /** In the order in which they are due, since each waits for as long. */
  #queue: Waiting[] = [];
  #timer: NodeJS.Timeout | null = null;
  /** Time that counted until the last tick, ms. */
  #counted = 0;
  #tickedAt = 0;

  constructor(ms: number) {
    this.#ms = ms;
    this.#tickMs = ms / TICKS;
  }

  /** @throws DeadlineError when it takes too long, or what `work` throws */
  limit<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#timer === null) this.#arm();
      const waiting: Waiting = { due: this.#counted + this.#sinceTick() + this.#ms, reject, settled: false };
      this.#queue.push(waiting);
      work.then(resolve, reject).finally(() => {
        waiting.settled = true;
      });
    });
  }

  /** Runs only while something waits. */
  #arm(): void {
    this.#tickedAt = performance.now();
    this.#timer = setTimeout(() => {
      this.#counted += this.#sinceTick();
      this.#tickedAt = performance.now();
      // Once the loop was blocked, replies that are there already are read first.
      setImmediate(() => this.#sweep());
    }, this.#tickMs).unref();
  }

  #sinceTick(): number {
    return Math.min(performance.now() - this.#tickedAt, 2 * this.#tickMs);
  }

  #sweep(): void {
    const now = this.#counted;
    const late = this.#queue.filter(({ settled, due }) => !settled && due <= now);
    this.#queue = this.#queue.filter(({ settled, due }) => !settled && due > now);
    for (const { reject } of late) reject(new DeadlineError(`no reply within ${this.#ms} ms`));
    this.#timer = null;
    if (this.#queue.length > 0) this.#arm();
  }
}
