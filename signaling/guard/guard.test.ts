import { expect, test } from 'vitest';
import { type GuardOptions, SignalingGuard } from './guard.ts';
import type { Arrival } from './proxies.ts';

const CONFIG: GuardOptions['config'] = {
  allowedOrigins: null,
  allowMissingOrigin: true,
  connectionsPerIp: 100,
  rateLimits: { connectionsPer10s: 3, messagesPer10s: 200, ipMessagesPer10s: 4, roomMessagesPer10s: 800 },
  requireWss: false,
  subprotocol: null,
  trustProxy: null,
};

function guardWith(config: Partial<GuardOptions['config']> = {}): SignalingGuard {
  return new SignalingGuard({ config: { ...CONFIG, ...config }, redis: null, now: () => 0 });
}

function request(headers: Arrival['headers'], remoteAddress = '192.0.2.1'): Arrival {
  return { headers, socket: { remoteAddress } };
}

test('a stranger’s page is refused before it counts', () => {
  const guard = guardWith({ allowedOrigins: ['https://example.org'] });
  const refused = { ok: false, status: 403, code: 'origin/forbidden' };
  for (let n = 0; n < 10; n += 1) {
    expect(guard.admit(request({ origin: 'https://evil.net' }))).toEqual(refused);
    expect(guard.admitRequest(request({ origin: 'null' }))).toEqual(refused);
  }
  expect(guard.admit(request({ origin: 'https://example.org' }))).toEqual({ ok: true, address: '192.0.2.1' });
  expect(guard.admitRequest(request({ origin: 'https://example.org' })).ok).toBe(true);
});

test('who comes in the clear is refused where TLS is asked for', () => {
  const guard = guardWith({ requireWss: true, trustProxy: 1 });
  expect(guard.admit(request({ 'x-forwarded-proto': 'http' }))).toMatchObject({ code: 'transport/insecure' });
  expect(guard.admit(request({ 'x-forwarded-proto': 'https' })).ok).toBe(true);
});

test('who does not offer the subprotocol is refused', () => {
  const guard = guardWith({ subprotocol: 'game.v1' });
  const offer = (protocol?: string) =>
    guard.admit(request(protocol === undefined ? {} : { 'sec-websocket-protocol': protocol })).ok;
  expect(['other, game.v1', 'game.v1'].map(offer)).toEqual([true, true]);
  expect([undefined, '', 'game', 'game.v1x', 'GAME.V1'].map(offer)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('the addresses of one IPv6 network are one client, and a mapped address is its IPv4 one', () => {
  const guard = guardWith();
  const from = (address: string) => guard.admit(request({}, address));
  for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8:0:0:ffff::3'])
    expect(from(address).ok).toBe(true);
  expect(from('2001:db8::4')).toEqual({ ok: false, status: 429, code: 'limit/handshakes' });
  expect(from('2001:db8:0:1::4').ok).toBe(true);
  expect(from('::ffff:192.0.2.1')).toEqual({ ok: true, address: '192.0.2.1' });
});

test('requests and messages of an address count together', () => {
  const guard = guardWith();
  guard.opened('192.0.2.1');
  const budget = { level: 0, levelAt: 0 };
  for (let n = 0; n < 2; n += 1) {
    expect(guard.message(budget, '192.0.2.1')).toBe('ok');
    expect(guard.admitRequest(request({})).ok).toBe(true);
  }
  expect(guard.message(budget, '192.0.2.1')).toBe('limit/address');
  expect(guard.admitRequest(request({}))).toEqual({ ok: false, status: 429, code: 'limit/address' });
});
