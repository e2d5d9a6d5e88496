/** Which instances of Cloud Run are billed, and for how long. */

/** Requests at a time on one instance: the most that Cloud Run offers. A WebSocket is a request for as long as it is open. */
export const CONCURRENCY = 1_000;

/** The autoscaler starts another instance so that each has at most this share of its concurrency, if there may be more. */
const CONCURRENCY_TARGET = 0.6;

/**
 * Instances with at least one open WebSocket: a thousand tabs are billed as one, and one as a whole instance.
 *
 * @param tabs open at once
 * @returns `null`: more tabs than there is room for
 */
export function instancesFor(tabs: number, maxInstances: number): number | null {
  if (tabs > maxInstances * CONCURRENCY) return null;
  return Math.min(maxInstances, Math.ceil(tabs / (CONCURRENCY * CONCURRENCY_TARGET)));
}
