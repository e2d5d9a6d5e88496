/** Which pages may use the service, for WebSockets and for what pages ask over HTTP alike. */
import type { IncomingHttpHeaders } from 'node:http';

export interface OriginSettings {
  /** `null`: all. */
  readonly allowedOrigins: readonly string[] | null;
  /** Whether a client that sends no Origin is taken when origins are limited: no browser leaves it out of a WebSocket. */
  readonly allowMissingOrigin: boolean;
}

/** The headers that say which page asks. */
export type OriginHeaders = Pick<IncomingHttpHeaders, 'origin' | 'sec-fetch-site'>;

/**
 * Makes the check of `Origin`: scheme, host and port must be those of an allowed one. What has no such three, for
 * instance `null` (a sandboxed frame, a file), is never allowed once origins are limited.
 *
 * @throws when an allowed origin is none
 */
export function originCheck({
  allowedOrigins,
  allowMissingOrigin,
}: OriginSettings): (headers: OriginHeaders) => boolean {
  if (allowedOrigins === null) return () => true;
  const allowed = new Set(allowedOrigins.map(parseAllowed));
  return (headers) => {
    const { origin } = headers;
    if (origin !== undefined) return allowed.has(readOrigin(origin) ?? '');
    // A page may read what its own host serves: browsers leave Origin out there, and let no script write this one.
    return allowMissingOrigin || headers['sec-fetch-site'] === 'same-origin';
  };
}

/**
 * @returns the origin in its one spelling (lower case, punycode, no default port), for instance `https://example.org`;
 * `null` for what is none, or has more to it
 */
export function readOrigin(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  const bare = url.pathname === '/' && !/[?#@\s]/.test(text);
  return bare ? url.origin : null;
}

function parseAllowed(text: string): string {
  const origin = readOrigin(text);
  if (origin === null) throw new Error(`not an origin: ${text}`);
  return origin;
}
