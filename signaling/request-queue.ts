import { RateLimit } from './rate.ts';

/** Requests that a client may make at once, and steadily per second: far above what a person at a screen causes. */
const REQUEST_BURST = 40;
const REQUESTS_PER_SECOND = 10;

/** The requests of one client: so many, and one after the other. Made when the first one comes. */
export class RequestQueue {
  readonly #limit = new RateLimit(REQUEST_BURST, REQUESTS_PER_SECOND, performance.now());
  #last: Promise<unknown> = Promise.resolve();

  mayAsk(): boolean {
    return this.#limit.take(performance.now());
  }

  /** Does some work when all that was asked for before is done, and whether or not that went well. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}
