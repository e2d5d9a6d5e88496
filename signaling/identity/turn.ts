/** Credentials for TURN servers that share a secret with the service: coturn's `use-auth-secret`. */
import { createHmac, randomInt } from 'node:crypto';
import type { IceServers } from '../protocol/index.ts';

export interface TurnOptions {
  readonly turnUrls: readonly string[];
  /** The `static-auth-secret` of all of them; `null`: there are none. */
  readonly turnSecret: string | null;
  readonly turnTtlSeconds: number;
}

/**
 * The server that a browser is to use first is another one each time.
 *
 * @param name whom the credentials are for: part of what the TURN server counts and logs by
 * @param now epoch ms
 */
export function turnServer(
  { turnUrls, turnSecret, turnTtlSeconds }: TurnOptions & { readonly turnSecret: string },
  name: string,
  now: number,
): IceServers['iceServers'][number] {
  const username = `${Math.floor(now / 1000) + turnTtlSeconds}:${tidy(name)}`;
  // draft-uberti-behave-turn-rest-00, section 2.2: SHA-1 is what TURN servers expect.
  const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
  return { urls: shuffled(turnUrls), username, credential };
}

/** coturn 4.6 refuses names with spaces, quotes or backslashes; RFC 8489 allows 508 bytes for expiry and name. */
function tidy(name: string): string {
  return name.replaceAll(/[^\w.:|@-]/g, '_').slice(0, 128);
}

/** Each order is as likely as the others. */
function shuffled(urls: readonly string[]): string[] {
  const left = [...urls];
  return urls.flatMap(() => left.splice(randomInt(left.length), 1));
}
