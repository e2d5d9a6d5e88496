/** How long to wait before the next try: exponential, capped, with jitter so that many clients spread out. */
export interface Backoff {
  /** Before the first retry, ms. */
  readonly firstMs: number;
  /** Each wait is this many times the one before. */
  readonly factor: number;
  /** Longest wait before jitter, ms. */
  readonly maxMs: number;
  /** Share of the wait that is random, 0..1: 0.5 gives 50 % to 100 % of it. */
  readonly jitter: number;
}

export const SERVICE_BACKOFF: Backoff = { firstMs: 500, factor: 2, maxMs: 15_000, jitter: 0.5 };

/**
 * @param attempt 1 for the first retry
 * @param random a number in [0, 1)
 * @returns ms, a whole number
 */
export function retryDelayMs(backoff: Backoff, attempt: number, random: number): number {
  const wait = Math.min(backoff.maxMs, backoff.firstMs * backoff.factor ** (attempt - 1));
  return Math.round(wait * (1 - backoff.jitter * random));
}
