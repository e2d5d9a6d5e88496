import { isIP } from 'node:net';
import * as v from 'valibot';
import { Flag, listOf, matching, optional, variable } from './variable.ts';

const TRUST_PROXY_MESSAGE =
  'must be a number of proxies from 0 to 16, or networks like 10.0.0.0/8, divided by commas';

/** Who may come in, and by which way. */
export const ACCESS = {
  ALLOWED_ORIGINS: optional(
    listOf(isOrigin, 'must be origins like https://example.org, divided by commas'),
    'Origins of the pages that may use the service, divided by commas, exactly as browsers send them; not set, all.',
  ),
  ALLOW_MISSING_ORIGIN: variable(
    Flag,
    'true',
    'Whether clients without an Origin header, which are no browsers, are let in when `ALLOWED_ORIGINS` is set.',
  ),
  REQUIRE_WSS: variable(
    Flag,
    'false',
    'Whether WebSockets without TLS are refused, and browsers told to come over HTTPS only from then on (HSTS).',
  ),
  SUBPROTOCOL: optional(
    // A token of RFC 9110, section 5.6.2.
    matching(/^[\w!#$%&'*+.^`|~-]{1,64}$/, 'must be the name of a WebSocket subprotocol'),
    'A subprotocol that every WebSocket must ask for; PeerJS clients ask for none.',
  ),
  TRUST_PROXY: optional(
    v.pipe(
      v.string(),
      v.transform(readProxies),
      v.check((proxies) => proxies !== undefined, TRUST_PROXY_MESSAGE),
    ),
    'How many proxies stand before the service, or the networks (CIDR) that they are in; not set, forwarding headers are not read.',
  ),
};

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
}

/** `undefined`: it is neither. */
function readProxies(text: string): number | readonly string[] | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= 16 ? Number(text) : undefined;
  const networks = text.split(',').map((network) => readNetwork(network.trim()));
  return networks.every((network) => network !== null) ? networks : undefined;
}

/** An address is a network of its own. */
function readNetwork(text: string): string | null {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return null;
  const longest = family === 4 ? 32 : 128;
  if (prefix === undefined) return `${address}/${longest}`;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= longest ? text : null;
}
