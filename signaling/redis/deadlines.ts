/** A reply did not come in time; the command may have been done. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

interface Waiting {
  readonly due: number;
  readonly reject: (error: Error) => void;
  settled: boolean;
}

/** Time-outs for many commands at once, all of the same length, on one timer. */
export class Deadlines {
  readonly #ms: number;
  /** In the order in which they are due, since each waits for as long. */
  #queue: Waiting[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(ms: number) {
    this.#ms = ms;
  }

  /** @throws DeadlineError when it takes too long, or what `work` throws */
  limit<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { due: performance.now() + this.#ms, reject, settled: false };
      this.#queue.push(waiting);
      this.#arm();
      work.then(resolve, reject).finally(() => {
        waiting.settled = true;
      });
    });
  }

  #arm(): void {
    const [first] = this.#queue;
    if (first === undefined || this.#timer !== null) return;
    const afterMs = Math.max(first.due - performance.now(), 1);
    // Once the loop was blocked, replies that are there already are read first.
    this.#timer = setTimeout(() => setImmediate(() => this.#sweep()), afterMs).unref();
  }

  #sweep(): void {
    this.#timer = null;
    const now = performance.now();
    const late = this.#queue.filter(({ settled, due }) => !settled && due <= now);
    this.#queue = this.#queue.filter(({ settled, due }) => !settled && due > now);
    for (const { reject } of late) reject(new DeadlineError(`no reply within ${this.#ms} ms`));
    this.#arm();
  }
}
