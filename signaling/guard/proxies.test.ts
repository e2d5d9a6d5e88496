import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TrustedProxies } from '../config/config.ts';
import { type Arrival, proxyReader } from './proxies.ts';

const PROXY = '10.0.0.7';

interface Headers {
  readonly forwardedFor?: string;
  readonly proto?: string;
}

/** The part of a request that node gives: a peer's address, whether it spoke TLS, and headers. */
function arrival(peer: string, { forwardedFor, proto }: Headers = {}, encrypted = false): Arrival {
  return {
    socket: { remoteAddress: peer, encrypted },
    headers: {
      ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }),
      ...(proto !== undefined && { 'x-forwarded-proto': proto }),
    },
  };
}

function addressOf(trusted: TrustedProxies | null, peer: string, forwardedFor: string): string {
  return proxyReader(trusted)(arrival(peer, { forwardedFor })).address;
}

test('without trusted proxies no header is believed', () => {
  for (const trusted of [null, 0]) {
    const read = proxyReader(trusted)(arrival('192.0.2.9', { forwardedFor: '198.51.100.1', proto: 'https' }));
    expect(read).toEqual({ address: '192.0.2.9', secure: false });
  }
});

test.each([
  [1, '198.51.100.1', '198.51.100.1'],
  [1, '6.6.6.6, 198.51.100.1', '198.51.100.1'],
  [2, '6.6.6.6, 198.51.100.1, 203.0.113.5', '198.51.100.1'],
  [2, '198.51.100.1', PROXY],
  [1, '', PROXY],
  [1, 'unknown', PROXY],
  [1, '198.51.100.1, ', PROXY],
  [1, '[2001:db8::1]:99', '2001:db8::1'],
] as const)('behind %i hops, %j comes from %j', (hops, header, client) => {
  expect(addressOf(hops, PROXY, header)).toBe(client);
});

test.each([
  ['198.51.100.1', '198.51.100.1'],
  ['6.6.6.6, 198.51.100.1', '198.51.100.1'],
  ['6.6.6.6, 198.51.100.1, 10.1.2.3', '198.51.100.1'],
  ['6.6.6.6, 198.51.100.1, ::ffff:10.1.2.3', '198.51.100.1'],
  ['6.6.6.6, 198.51.100.1, fd00::1', '198.51.100.1'],
  ['10.9.9.9, 10.1.2.3', '10.9.9.9'],
  ['198.51.100.1, nonsense, 10.1.2.3', PROXY],
])('behind networks, %j comes from %j', (header, client) => {
  expect(addressOf(['10.0.0.0/8', 'fd00::/8', '192.0.2.1'], PROXY, header)).toBe(client);
});

test('a peer outside the trusted networks speaks for itself alone', () => {
  const read = proxyReader(['10.0.0.0/8']);
  const forged = { forwardedFor: '198.51.100.1', proto: 'https' };
  expect(read(arrival('192.0.2.9', forged))).toEqual({ address: '192.0.2.9', secure: false });
  expect(read(arrival('::ffff:10.0.0.7', forged))).toEqual({ address: '198.51.100.1', secure: true });
});

test('whatever a client puts before what the proxies add, its address is the one they saw', () => {
  const entry = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.string().map((text) => text.replaceAll(',', '')),
  );
  fc.assert(
    fc.property(fc.array(entry), (forged) => {
      const seen = [...forged, '198.51.100.1', '10.0.0.8'].join(', ');
      expect(addressOf(2, PROXY, seen)).toBe('198.51.100.1');
      expect(addressOf(['10.0.0.0/8'], PROXY, seen)).toBe('198.51.100.1');
    }),
  );
});

test('TLS counts where the client spoke it, by the word of trusted proxies', () => {
  const behind = proxyReader(1);
  expect(behind(arrival(PROXY, { proto: 'https' })).secure).toBe(true);
  expect(behind(arrival(PROXY, { proto: 'wss' })).secure).toBe(true);
  expect(behind(arrival(PROXY, { proto: 'http' }, true)).secure).toBe(false);
  expect(behind(arrival(PROXY, { proto: 'https, http' })).secure).toBe(false);
  expect(behind(arrival(PROXY, {}, true)).secure).toBe(true);
  expect(behind(arrival(PROXY)).secure).toBe(false);
  expect(proxyReader(null)(arrival(PROXY, { proto: 'http' }, true)).secure).toBe(true);
});

test('a network that is none is told at once', () => {
  expect(() => proxyReader(['nowhere/8'])).toThrow('Invalid');
  expect(() => proxyReader(['10.0.0.0/99'])).toThrow('prefix');
});
