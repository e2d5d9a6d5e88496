/** Who a request comes from, when proxies stand in between and headers can be made up. */
import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { TrustedProxies } from '../config/config.ts';
import { readAddress } from './address.ts';

export interface Origination {
  /** In the spelling of `readAddress`; empty when the socket is closed already. */
  readonly address: string;
  /** Whether the client speaks TLS: with the service itself, or with a trusted proxy that says so. */
  readonly secure: boolean;
}

/** The part of an `IncomingMessage` that is read. */
export interface Arrival {
  readonly headers: IncomingHttpHeaders;
  readonly socket: {
    readonly remoteAddress?: string | undefined;
    /** Of a TLS socket. */
    readonly encrypted?: boolean;
  };
}

/**
 * Makes a reader of `X-Forwarded-For` and `X-Forwarded-Proto`. A proxy appends the address that it was called from, so
 * the list is true from the right, for as many entries as proxies are trusted; what a client made up stands left of them.
 *
 * @param trusted `null`: the headers are not read
 * @throws when a network is no address and no CIDR
 */
export function proxyReader(trusted: TrustedProxies | null): (arrival: Arrival) => Origination {
  if (trusted === null || trusted === 0) return direct;
  const clientIn = typeof trusted === 'number' ? behindHops(trusted) : behindNetworks(trusted);
  return (arrival) => {
    const { address, secure } = direct(arrival);
    const client = clientIn(address, listOf(arrival.headers['x-forwarded-for']));
    if (client === null) return { address, secure };
    const protocols = listOf(arrival.headers['x-forwarded-proto']);
    // Each of several values is from some proxy or made up: only all together say that no stretch was in the clear.
    return { address: client, secure: protocols.length === 0 ? secure : protocols.every(isSecure) };
  };
}

/** The client's address; the peer's where the header holds nothing usable; `null` when the peer is no trusted proxy. */
type FindClient = (peer: string, forwarded: readonly string[]) => string | null;

function behindHops(hops: number): FindClient {
  return (peer, forwarded) => readAddress(forwarded.at(-hops) ?? '') ?? peer;
}

function behindNetworks(networks: readonly string[]): FindClient {
  const proxies = blockListOf(networks);
  const isProxy = (address: string): boolean =>
    isIP(address) !== 0 && proxies.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  return (peer, forwarded) => {
    if (!isProxy(peer)) return null;
    let client = peer;
    for (const entry of forwarded.toReversed()) {
      if (!isProxy(client)) break;
      const next = readAddress(entry);
      if (next === null) return peer;
      client = next;
    }
    return client;
  };
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const type = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (prefix === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(prefix), type);
  }
  return list;
}

function direct({ socket }: Arrival): Origination {
  return {
    address: readAddress(socket.remoteAddress ?? '') ?? '',
    secure: socket.encrypted === true,
  };
}

function listOf(header: string | readonly string[] | undefined): readonly string[] {
  if (header === undefined) return [];
  return String(header)
    .split(',')
    .map((entry) => entry.trim());
}

function isSecure(protocol: string): boolean {
  return ['https', 'wss'].includes(protocol.toLowerCase());
}
