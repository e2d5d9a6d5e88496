/** Where the signaling service is. */
import * as v from 'valibot';

/** A service's address in the parts that a PeerJS client wants. */
export interface ServiceAddress {
  readonly host: string;
  readonly port: number;
  /** With a slash at both ends. */
  readonly path: string;
  readonly key: string;
  readonly secure: boolean;
}

/**
 * `config.json` beside the page. Both fields are optional: without `signaling` the service is the host that
 * served the page. A host that only has the page (GitHub Pages, a bucket) names the service here.
 */
const Config = v.object({
  signaling: v.optional(v.pipe(v.string(), v.url())),
  key: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))),
});

/** A `config.json` that is there but cannot be used; `message` says which field is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'config/invalid';
}

const DEFAULT_KEY = 'peerjs';

/**
 * Reads an address from `config.json`'s content.
 *
 * @param config what `config.json` held, or `undefined` when there was none
 * @param builtIn the service's URL given at build time, or `undefined`; `config.json` wins over it
 * @param page the page's own URL
 * @throws {ConfigError} when a field is there and unusable
 */
export function resolveAddress(config: unknown, builtIn: string | undefined, page: string): ServiceAddress {
  const parsed = v.safeParse(Config, config ?? {});
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new ConfigError(`config.json: ${v.getDotPath(issue) ?? 'content'}: ${issue.message}`);
  }
  const { signaling = builtIn, key = DEFAULT_KEY } = parsed.output;
  // Without a configured service only the page's host counts: the page may lie in a sub-path of its own.
  const url = signaling === undefined ? new URL('/', page) : new URL(signaling);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new ConfigError(`config.json: signaling: ${url.protocol} is not http: or https:`);
  }
  const secure = url.protocol === 'https:';
  const path = url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`;
  return { host: url.hostname, port: Number(url.port) || (secure ? 443 : 80), path, key, secure };
}

/** The base of the service's HTTP endpoints: `https://host:port/path/key`. */
export function httpBase(address: ServiceAddress): string {
  const { secure, host, port, path, key } = address;
  return `${secure ? 'https' : 'http'}://${host}:${port}${path}${key}`;
}

/**
 * Finds the service: `config.json` beside the page (never from a cache), else the built-in address, else the
 * page's own host. A missing or unreachable `config.json` is no error, a wrong one is.
 *
 * @throws {ConfigError}
 */
export async function findService(builtIn: string | undefined, page: string): Promise<ServiceAddress> {
  return resolveAddress(await readConfig(new URL('config.json', page)), builtIn, page);
}

async function readConfig(url: URL): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { cache: 'no-store' });
  } catch {
    return undefined;
  }
  if (!response.ok) return undefined;
  try {
    return await response.json();
  } catch {
    throw new ConfigError('config.json: not JSON');
  }
}
