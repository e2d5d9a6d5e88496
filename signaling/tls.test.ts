import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { makeCertificate } from '../scripts/lan/certificate.ts';
import { RawPeer } from './testing/raw-peer.ts';
import { startService } from './testing/service.ts';
import { createTlsServer, readTls } from './tls.ts';

const tls = await makeCertificate(['localhost', '127.0.0.1'], new Date());
const trusting = { ca: tls.cert };

function request(url: string, options: object): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = get(url, { ...options, agent: false }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    });
    sent.on('error', reject);
  });
}

/** Opens a TCP connection and says something, as it is. */
async function say(port: number, words: string | Buffer): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  // A reset is as good an end as any.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (words.length > 0) socket.write(words);
  return socket;
}

/** Unlike `once`, which takes a reset for a failure. */
function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
  });
}

/** A plain HTTP request, and all that comes back until the connection is closed. */
async function answerTo(port: number, ...head: string[]): Promise<string> {
  return text(await say(port, `${head.join('\r\n')}\r\n\r\n`));
}

describe('the files', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tls-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function file(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  function problemWith(cert: string, key: string): string {
    const result = readTls(cert, key);
    if (result.ok) throw new Error('read without a problem');
    // The folder has another name in every run.
    return result.problem.replaceAll(`${folder}/`, '');
  }

  test('a certificate with its key is read as it is', () => {
    expect(readTls(file('cert', tls.cert), file('key', tls.key))).toEqual({ ok: true, tls });
  });

  test('both may be in one file, in any order', () => {
    const both = tls.key + tls.cert;
    const path = file('both', both);
    expect(readTls(path, path)).toEqual({ ok: true, tls: { cert: both, key: both } });
  });

  test('what is not there, or is no file, is told by its variable', () => {
    const path = file('there', tls.cert);
    expect(problemWith(join(folder, 'gone'), path)).toBe('TLS_CERT cannot be read: "gone" (ENOENT)');
    expect(problemWith(path, join(folder, 'gone'))).toBe('TLS_KEY cannot be read: "gone" (ENOENT)');
    expect(problemWith(folder, path)).toMatch(/^TLS_CERT cannot be read: .* \(EISDIR\)$/);
  });

  test('what is not PEM is told by its variable', () => {
    const cert = file('cert', tls.cert);
    const key = file('key', tls.key);
    expect(problemWith(key, key)).toBe('TLS_CERT is not a certificate in PEM: "key"');
    expect(problemWith(file('empty', ''), key)).toBe('TLS_CERT is not a certificate in PEM: "empty"');
    const noKey = (name: string): string =>
      `TLS_KEY is not a private key in PEM without a passphrase: "${name}"`;
    expect(problemWith(cert, cert)).toBe(noKey('cert'));
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' },
    });
    expect(problemWith(cert, file('locked', privateKey))).toBe(noKey('locked'));
  });

  test('a key of another certificate is refused before a browser finds out', async () => {
    const { key } = await makeCertificate(['localhost'], new Date());
    const problem = 'TLS_KEY is not the key of the certificate in TLS_CERT: "other"';
    expect(problemWith(file('cert', tls.cert), file('other', key))).toBe(problem);
  });

  test('a chain that breaks off is refused', () => {
    const broken = `${tls.cert}-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n`;
    const problem = problemWith(file('chain', broken), file('key', tls.key));
    expect(problem).toMatch(/^TLS_CERT cannot be used: "chain" \(ERR_OSSL_\w+\)$/);
  });
});

test('HTTPS and WebSocket are answered on the one port, to those who know the certificate', async () => {
  const { url } = await startService({ tls });
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(await request(`${url}/healthz`, trusting)).toEqual({ status: 200, body: 'ok' });
  await expect(request(`${url}/healthz`, {})).rejects.toThrow('self-signed certificate');

  const address = `${url.replace('https', 'wss')}/peerjs?key=peerjs&id=ann&token=t`;
  const peer = new RawPeer(new WebSocket(address, trusting));
  await peer.next('OPEN');
  await peer.close();
});

test('draining lets the clients go over TLS too', async () => {
  const service = await startService({ tls });
  const address = `${service.url.replace('https', 'wss')}/peerjs?key=peerjs&id=ann&token=t`;
  const peer = new RawPeer(new WebSocket(address, trusting));
  await peer.next('OPEN');
  await service.drain();
  expect(await peer.closed).toBe(1012);
});

describe('plain HTTP on the same port', () => {
  test('is sent to the same address over HTTPS, and not for good', async () => {
    const { port } = await startService({ tls });
    const answer = await answerTo(port, 'GET /a?b=c HTTP/1.1', 'Host: 192.168.1.7:9000');
    expect(answer).toMatch(/^HTTP\/1\.1 307 /);
    expect(answer).toMatch(/^location: https:\/\/192\.168\.1\.7:9000\/a\?b=c\r$/im);
    expect(answer).toMatch(/^cache-control: no-store\r$/im);
  });

  test('arrives over HTTPS where a browser follows', async () => {
    const { url } = await startService({ tls });
    const sent = await fetch(`${url.replace('https', 'http')}/healthz`, { redirect: 'manual' });
    expect(await request(sent.headers.get('location') ?? '', trusting)).toEqual({ status: 200, body: 'ok' });
  });

  test.each([
    ['a host that is none', 'GET / HTTP/1.1', 'Host: a"b'],
    ['no host', 'GET / HTTP/1.0', 'Accept: */*'],
    ['an address of somebody else', 'GET http://elsewhere.example/ HTTP/1.1', 'Host: a'],
    ['what is no HTTP', 'hello', ''],
  ])('with %s is refused', async (_what, ...head) => {
    const { port } = await startService({ tls });
    expect(await answerTo(port, ...head)).toMatch(/^HTTP\/1\.1 400 /);
  });
});

test.each([
  ['says nothing', ''],
  ['has begun plain HTTP', 'GET / HTT'],
  ['has begun TLS', Buffer.from([22, 3, 1])],
])('a connection that %s does not hold up the end', async (_what, words) => {
  const service = await startService({ tls });
  const socket = await say(service.port, words);
  const closed = closeOf(socket);
  await service.drain();
  await expect(closed).resolves.toBeUndefined();
});

test.each([
  ['says nothing', ''],
  ['never finishes its plain HTTP', 'GET / HTTP/1.1\r\nHost'],
])('a connection that %s is cut off', async (_what, words) => {
  const { port } = await startService({ tls });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const socket = await say(port, words);
  const closed = closeOf(socket);
  // The server has its own end of the connection a moment later than the client.
  await vi.waitUntil(() => vi.getTimerCount() > 0);
  vi.advanceTimersByTime(10_000);
  await expect(closed).resolves.toBeUndefined();
});

test('a connection that never finishes its TLS handshake is cut off', async () => {
  const server = createTlsServer(tls, { handshakeTimeout: 200 });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const socket = await say(port, Buffer.from([22, 3, 1]));
  await expect(closeOf(socket)).resolves.toBeUndefined();
});
