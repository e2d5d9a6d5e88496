/** Short names of connections and requests, by which their log lines are found. */
import { randomBytes } from 'node:crypto';

/** Other processes of the same service begin with others. */
const PROCESS = randomBytes(4).toString('hex');

let count = 0;

/** For instance `9f3a61c2-1k`; no secret, and never the same again. */
export function nextRequestId(): string {
  count += 1;
  return `${PROCESS}-${count.toString(36)}`;
}

/**
 * The id that a proxy gave to a request.
 *
 * @param header `x-request-id`
 * @returns `null`: there is none, or it is nothing that one wants in a log
 */
export function readRequestId(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' && /^[\w.:-]{1,64}$/.test(header) ? header : null;
}
