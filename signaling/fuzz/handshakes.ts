/** Requests as hostile programs write them on a fresh connection. */
import { connect } from 'node:net';
import type { Random } from './random.ts';

const METHODS = [
  'GET',
  'GET',
  'GET',
  'POST',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'TRACE',
  'CONNECT',
  'PRI',
  'get',
  '',
] as const;

const PATHS = [
  '/peerjs',
  '/peerjs',
  '/',
  '/',
  '/peerjs/id',
  '/peerjs/peers',
  '/peerjs/ice',
  '/peerjs/identity',
  '/healthz',
  '/readyz',
  '/metrics',
  '/peerjs/../peerjs',
  '/%2e%2e/%2e%2e/etc/passwd',
  '//peerjs',
  '/peerjs;x=1',
  '/peerjs%00',
  '/\u00ff',
  '*',
  'http://example.org/peerjs',
  '',
] as const;

const PARAMETERS = ['id', 'token', 'key', 'version', 'roomId', '__proto__', ''] as const;

/** A word that must never be found in a log. */
export const SECRET = 'fuzz-secret-7d1f';

const VALUES = [
  'peerjs',
  'fuzz-handshake',
  `token-${SECRET}`,
  `eyJhbGciOiJub25lIn0.${SECRET}.`,
  'den',
  '',
  '%',
  '%00',
  '%F0%9F%8E%B2',
  '%ED%A0%80',
  'a%20b',
  '[]',
  'x'.repeat(3000),
] as const;

const HEADERS = [
  'Host: 127.0.0.1',
  'Host: evil.example',
  'Host: ',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Upgrade: h2c',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Version: 99',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Key: short',
  'Sec-WebSocket-Protocol: a, b',
  'Sec-WebSocket-Protocol: ,,',
  'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
  'Sec-WebSocket-Extensions: ;;;',
  `Authorization: Bearer ${SECRET}`,
  'Origin: null',
  'Origin: https://evil.example',
  'X-Forwarded-For: 6.6.6.6, nonsense',
  'X-Forwarded-Proto: https,http',
  'Content-Type: application/json',
  'Content-Length: 5',
  'Content-Length: -1',
  'Transfer-Encoding: chunked',
  'Expect: 100-continue',
  `Cookie: ${'x'.repeat(5000)}`,
  'Broken header',
  '\u0000: \u0000',
] as const;

const HOST = ['Host: 127.0.0.1'] as const;

const UPGRADE = [
  ...HOST,
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
] as const;

/** What comes in as it is. */
const FITTING = [
  `/peerjs?key=peerjs&id=fuzz-handshake&token=${SECRET}`,
  `/?roomId=fuzz-handshake&token=${SECRET}`,
] as const;

const BEGINNINGS = [UPGRADE, UPGRADE, UPGRADE, HOST, HOST, []] as const;

/** One request, or what looks a little like it. */
export function handshakeOf(random: Random): Buffer {
  const some = (most: number, make: () => string): string[] =>
    Array.from({ length: random.below(most) }, make);
  const parameter = (): string => `${random.pick(PARAMETERS)}=${random.pick(VALUES)}`;
  const header = (): string => random.pick(HEADERS);
  if (random.chance(0.2)) {
    const target = [random.pick(FITTING), ...some(2, parameter)].join('&');
    return bytesOf([`GET ${target} HTTP/1.1`, ...UPGRADE, ...some(2, header), '', '']);
  }
  const query = some(5, parameter);
  const mark = query.length > 0 ? '?' : '';
  const version = random.chance(0.95) ? 'HTTP/1.1' : random.pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9', '']);
  const first = `${random.pick(METHODS)} ${random.pick(PATHS)}${mark}${query.join('&')} ${version}`;
  const body = random.pick(['', '', 'hello', '{"proof":"a.b.c"}', '{"proof":', '\u0081\u0085']);
  const request = bytesOf([first, ...random.pick(BEGINNINGS), ...some(5, header), '', body]);
  if (random.chance(0.9)) return request;
  return random.chance(0.5)
    ? request.subarray(0, random.below(request.length))
    : Buffer.from(Array.from({ length: 200 }, () => random.below(256)));
}

function bytesOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

/** Longest time until a request is answered or cut off, ms; far more than the service gives a handshake. */
const PATIENCE_MS = 10_000;

/**
 * Sends a request on a connection of its own.
 *
 * @returns the status of the answer; 0: the connection was closed without one
 * @throws when neither happens
 */
export function statusOf(port: number, request: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(PATIENCE_MS, () =>
      socket.destroy(new Error(`no answer to ${request.toString('latin1')}`)),
    );
    socket.once('data', (answer) => {
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer.toString('latin1'))?.[1] ?? 0));
      socket.destroy();
    });
    // A reset is an answer, too.
    socket.once('error', (error) => ('code' in error ? resolve(0) : reject(error)));
    socket.once('close', () => resolve(0));
    socket.write(request);
    // Nothing more will come: what is cut short is not waited for.
    socket.end();
  });
}
