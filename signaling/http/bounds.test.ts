import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { open, startService } from '../testing/service.ts';

/** A client that writes what it likes. */
function dial(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  // What is cut off in the middle of writing.
  socket.on('error', () => undefined);
  return socket;
}

/** Everything that the service says until it closes. */
async function answerTo(socket: Socket): Promise<string> {
  const parts: string[] = [];
  socket.on('data', (data: Buffer) => parts.push(data.toString()));
  await once(socket, 'close');
  return parts.join('');
}

test.each([
  ['a URL', `GET /?x=${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['a header', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
  [
    'a handshake',
    `GET /peerjs?token=${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  ],
])('%s without an end is cut off, and others are served', async (_what, request) => {
  const service = await startService();
  const socket = dial(service.port);
  socket.write(request);
  expect(await answerTo(socket)).toMatch(/^HTTP\/1\.1 431 /);
  expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
});

test('a body that nobody asked for is not read', async () => {
  const { url } = await startService();
  const response = await fetch(`${url}/peerjs/id`, { method: 'POST', body: 'x'.repeat(1_000_000) });
  expect(response.status).toBe(413);
});

test.each([
  ['says nothing', ''],
  ['never ends its headers', 'GET / HTTP/1.1\r\nHost: x\r\n'],
])('who connects and %s is cut off in time', async (_what, text) => {
  const { port } = await startService({ handshakeTimeoutMs: 200 });
  const socket = dial(port);
  if (text !== '') socket.write(text);
  const began = performance.now();
  await answerTo(socket);
  expect(performance.now() - began).toBeLessThan(5000);
});

test('a WebSocket is older than any time-out of a request', async () => {
  const service = await startService({ handshakeTimeoutMs: 100 });
  const slow = dial(service.port);
  const peer = await open(service, 'ann');
  // Cut off after the WebSocket should have been, if the same bound held for it.
  await answerTo(slow);
  await peer.settle();
  expect(peer.closeCode).toBe(null);
});
