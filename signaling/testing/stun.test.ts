import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { turnServer } from '../identity/turn.ts';
import { type Coturn, startCoturn } from './coturn.ts';
import { askAddress, askRelay, parseStunUrl, type StunServer } from './stun.ts';
import { readAnswer } from './stun-message.ts';

const SECRET = 'what coturn and the service share';
const ENOUGH_MS = 10_000;

let coturn: Coturn;
beforeAll(async () => {
  coturn = await startCoturn(SECRET);
});
afterAll(() => coturn.stop());

test.each([
  ['stun:a.example', { kind: 'stun', host: 'a.example', port: 3478, transport: 'udp' }],
  ['TURN:a.example:80?transport=TCP', { kind: 'turn', host: 'a.example', port: 80, transport: 'tcp' }],
  ['turn:[2001:db8::1]:3478', { kind: 'turn', host: '2001:db8::1', port: 3478, transport: 'udp' }],
  ['turns:a.example', { kind: 'turn', host: 'a.example', port: 5349, transport: 'tls' }],
  ['turns:a.example:443?transport=tcp', { kind: 'turn', host: 'a.example', port: 443, transport: 'tls' }],
  ['http://a.example', null],
  ['turn:', null],
  ['turn:a.example?transport=sctp', null],
])('%s', (url, server) => {
  expect(parseStunUrl(url)).toEqual(server);
});

test.each(['udp', 'tcp'] as const)(
  'over %s: the own address, and a relay for who may have one',
  async (transport) => {
    const server: StunServer = { kind: 'turn', host: '127.0.0.1', port: coturn.port, transport };
    expect(await askAddress(server, ENOUGH_MS)).toBe('127.0.0.1');
    const options = { turnUrls: [], turnSecret: SECRET, turnTtlSeconds: 60 };
    const { username = '', credential = '' } = turnServer(options, 'ann', Date.now());
    // Given back each time: more often than any quota allows at once.
    for (let time = 0; time < 20; time += 1) {
      expect(await askRelay(server, username, credential, ENOUGH_MS)).toBe('allocated');
    }
    expect(await askRelay(server, username, 'a guess', ENOUGH_MS)).toBe(401);
  },
);

test('a server that is silent, closes, or is not there is an error in time, not a wait for ever', async () => {
  const mute = createServer((socket) => socket.resume());
  const rude = createServer((socket) => socket.resume().end('who are you?'));
  const ports = await Promise.all(
    [mute, rude].map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  const [mutePort = 0, rudePort = 0] = ports;
  const tcp = (port: number): StunServer => ({ kind: 'stun', host: '127.0.0.1', port, transport: 'tcp' });
  await expect(askAddress(tcp(mutePort), 300)).rejects.toThrow('does not answer');
  await expect(askAddress(tcp(rudePort), ENOUGH_MS)).rejects.toThrow(/closes the connection|does not answer/);
  await Promise.all([mute, rude].map((server) => new Promise((resolve) => server.close(resolve))));
  await expect(askAddress(tcp(rudePort), ENOUGH_MS)).rejects.toThrow('ECONNREFUSED');
  await expect(askAddress({ ...tcp(9), transport: 'udp' }, 300)).rejects.toThrow('does not answer');
});

test.each([
  ['nothing', ''],
  ['a header cut short', '0101000021'],
  ['no magic cookie', '010100000000000000000000000000000000000000000000'],
  ['less than it says', '010100082112a442000000000000000000000000'],
])('%s is no answer', (_what, hex) => {
  expect(readAnswer(Buffer.from(hex, 'hex'))).toBeNull();
});
