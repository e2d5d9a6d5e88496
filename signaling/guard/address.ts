/** Addresses of the internet as limits count them: one spelling each, and one for a whole IPv6 network. */
import { isIP, isIPv4 } from 'node:net';

const IPV6_GROUPS = 8;

/** What an internet provider gives to one customer at least (RFC 6177), so one client has all of its addresses. */
const CLIENT_GROUPS = 4;

/** How systems write the start of an IPv4-mapped address (RFC 5952, 5). */
const MAPPED = '::ffff:';

/** `192.0.2.1:4711` or `[2001:db8::1]:4711`: some proxies name the port too. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/;

/**
 * Reads an address as sockets and proxies write it.
 *
 * @returns the address without port and zone, an IPv4-mapped IPv6 one as IPv4; `null` when it is none
 */
export function readAddress(text: string): string | null {
  // As nearly all come: of sockets that take both versions, or IPv4 alone.
  const plain = text.startsWith(MAPPED) ? text.slice(MAPPED.length) : text;
  if (isIPv4(plain)) return plain;
  const trimmed = text.trim();
  const port = WITH_PORT.exec(trimmed);
  const [address = ''] = (port?.[1] ?? port?.[2] ?? trimmed).split('%');
  const version = isIP(address);
  if (version === 4) return address;
  return version === 6 ? (mappedIpv4(address) ?? address.toLowerCase()) : null;
}

/**
 * What the limits of an address count together, for instance `192.0.2.1` or `2001:db8:0:1::/64`.
 *
 * @param address as `readAddress` gives it, or empty
 */
export function clientOf(address: string): string {
  if (!address.includes(':')) return address;
  const network = groupsOf(address).slice(0, CLIENT_GROUPS);
  return `${network.map((group) => group.toString(16)).join(':')}::/64`;
}

function mappedIpv4(address: string): string | null {
  const groups = groupsOf(address);
  const [high = 0, low = 0] = groups.slice(6);
  const mapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  return mapped ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : null;
}

/** @param address a valid IPv6 address (RFC 4291, 2.2) */
function groupsOf(address: string): readonly number[] {
  const [head = [], tail] = address.split('::').map(groupsOfPart);
  if (tail === undefined) return [...head];
  return [...head, ...Array<number>(IPV6_GROUPS - head.length - tail.length).fill(0), ...tail];
}

function groupsOfPart(part: string): readonly number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
