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

/** Longest wait for `config.json`, ms. */
const CONFIG_TIMEOUT_MS = 10_000;

/**
 * Reads an address from `config.json`'s content.
 *
 * @param config what `config.json` held, or `undefined` when there was none
 * @param builtIn the service's URL given at build time, or `undefined`. It wins over `config.json`: the page's own
 *   content security policy then lets it reach that service only.
 * @param page the page's own URL
 * @throws {ConfigError} when a field is there and unusable
 */
export function resolveAddress(config: unknown, builtIn: string | undefined, page: string): ServiceAddress {
  const parsed = v.safeParse(Config, config ?? {});
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new ConfigError(`config.json: ${v.getDotPath(issue) ?? 'content'}: ${issue.message}`);
  }
  const { key = DEFAULT_KEY } = parsed.output;
  const signaling = builtIn ?? parsed.output.signaling;
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
 * Finds the service: the built-in address, else the one in `config.json` beside the page (never from a cache), else
 * the page's own host.
 *
 * @throws {ConfigError} when there is a `config.json` and it cannot be used
 * @throws {Error} when nobody can tell whether there is one; worth another try
 */
export async function findService(builtIn: string | undefined, page: string): Promise<ServiceAddress> {
  return resolveAddress(await readConfig(new URL('config.json', page)), builtIn, page);
}

async function readConfig(url: URL): Promise<unknown> {
  const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(CONFIG_TIMEOUT_MS) });
  if (response.status === 404) return undefined;
  // Out of order for now: to take that for "no configuration" would be to look for the service in the wrong place.
  if (!response.ok) throw new Error(`config.json: status ${response.status}`);
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError('config.json: not JSON');
  }
}
