import { once } from 'node:events';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { IceServers } from './protocol/index.ts';
import { startService } from './testing/service.ts';

/** A folder like a built client. */
async function builtClient(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'client-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'dist', 'assets'), { recursive: true });
  await writeFile(join(root, 'secret.txt'), 'secret');
  await writeFile(join(root, 'dist', 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(root, 'dist', 'config.json'), '{}');
  await writeFile(join(root, 'dist', 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(root, 'dist', '.env'), 'secret');
  await writeFile(join(root, 'dist', 'assets', 'main-abc123.js'), 'export {};');
  return join(root, 'dist');
}

/** A request as it is written, since `fetch` tidies paths up. */
async function rawStatus(port: number, path: string, header = 'Accept: */*'): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${header}\r\n\r\n`);
  let answer = '';
  socket.on('data', (data) => {
    answer += data.toString();
  });
  await once(socket, 'close');
  if (answer.includes('secret')) throw new Error(`${path} gives a secret away`);
  return answer.split(' ')[1] ?? '';
}

test('ICE servers are those of the settings, in the form that a browser takes', async () => {
  const { url } = await startService({ stunUrls: ['stun:a.example', 'stun:b.example'] });
  const response = await fetch(`${url}/peerjs/ice`, { headers: { origin: 'https://elsewhere.example' } });
  expect(v.parse(IceServers, await response.json())).toEqual({
    iceServers: [{ urls: 'stun:a.example' }, { urls: 'stun:b.example' }],
  });
  expect(response.headers.get('access-control-allow-origin')).toBe('https://elsewhere.example');
  const without = await startService({ stunUrls: [] });
  expect(await (await fetch(`${without.url}/peerjs/ice`)).json()).toEqual({ iceServers: [] });
});

test('the endpoints move with key and path', async () => {
  const { url } = await startService({ key: 'ours', path: '/signal/' });
  expect((await fetch(`${url}/signal/ours/id`)).status).toBe(200);
  expect((await fetch(`${url}/signal/peerjs/id`)).status).toBe(404);
  expect((await fetch(`${url}/peerjs/id`)).status).toBe(404);
});

test('a handshake without its Upgrade, as a proxy passes it on that knows nothing of WebSockets, hears what is missing', async () => {
  const { url, port } = await startService({ clientDir: await builtClient(), path: '/signal/' });
  const response = await fetch(`${url}/signal/peerjs?key=peerjs&id=ann&token=t`);
  expect(response.status).toBe(426);
  expect(response.headers.get('upgrade')).toBe('websocket');
  expect(await response.json()).toMatchObject({ code: 'transport/not-upgraded' });
  expect(await rawStatus(port, '/signal/peerjs', 'Upgrade: h2c')).toBe('426');
});

test('a service for HTTPS alone says so to browsers, and another one does not', async () => {
  const sent = async (requireWss: boolean): Promise<string | null> => {
    const { url } = await startService({ requireWss });
    return (await fetch(`${url}/peerjs/id`)).headers.get('strict-transport-security');
  };
  expect(await sent(true)).toMatch(/^max-age=\d{8}$/);
  expect(await sent(false)).toBeNull();
});

test('two ids are two', async () => {
  const { url } = await startService();
  const ids = await Promise.all([1, 2].map(async () => (await fetch(`${url}/peerjs/id`)).text()));
  expect(new Set(ids).size).toBe(2);
});

test.each([
  ['/', 'no-cache', 'text/html'],
  ['/index.html', 'no-cache', 'text/html'],
  ['/config.json', 'no-store', 'application/json'],
  ['/icon.svg', 'no-cache', 'image/svg'],
  ['/assets/main-abc123.js', 'public, max-age=31536000, immutable', '/javascript'],
])('%s is served, and kept as long as may be: %s', async (path, cacheControl, type) => {
  const { url } = await startService({ clientDir: await builtClient() });
  const response = await fetch(url + path);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe(cacheControl);
  expect(response.headers.get('content-type')).toContain(type);
});

test('what the build has compressed is sent compressed, under its own type and as long-lived', async () => {
  const clientDir = await builtClient();
  await writeFile(join(clientDir, 'assets', 'main-abc123.js.br'), brotliCompressSync('export {};'));
  const { url } = await startService({ clientDir });
  const path = `${url}/assets/main-abc123.js`;
  const compressed = await fetch(path, { headers: { 'accept-encoding': 'br' } });
  expect(compressed.headers.get('content-encoding')).toBe('br');
  expect(compressed.headers.get('content-type')).toContain('/javascript');
  expect(compressed.headers.get('cache-control')).toContain('immutable');
  expect(compressed.headers.get('vary')).toContain('accept-encoding');
  expect(await compressed.text()).toBe('export {};');
  const plain = await fetch(path, { headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
});

test('a page that is unchanged is not sent again', async () => {
  const { url, port } = await startService({ clientDir: await builtClient() });
  const etag = (await fetch(url)).headers.get('etag') ?? '';
  // Not by `fetch`, which says with such a header that it wants no cached answer.
  expect(await rawStatus(port, '/', `If-None-Match: ${etag}`)).toBe('304');
  expect(await rawStatus(port, '/', 'If-None-Match: "another"')).toBe('200');
});

test('every answer has the security headers, also one that says no', async () => {
  const { url } = await startService({ clientDir: await builtClient() });
  for (const path of ['/', '/assets/main-abc123.js', '/nowhere', '/assets/gone-def456.js', '/peerjs/id']) {
    const { headers } = await fetch(url + path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
  }
});

test('what is missing is not kept, nor a hidden file or one outside the folder given away', async () => {
  const { url, port } = await startService({ clientDir: await builtClient() });
  const missing = await fetch(`${url}/assets/gone-def456.js`);
  expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, null]);
  for (const path of ['/.env', '/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt']) {
    expect(await rawStatus(port, path)).toMatch(/^40[034]$/);
  }
});

test('a URL that cannot be decoded, and a method that nobody serves, are refused', async () => {
  const { url, port } = await startService({ clientDir: await builtClient() });
  expect(await rawStatus(port, '/%zz')).toBe('400');
  expect(await rawStatus(port, '//')).toMatch(/^[34]0\d$/);
  expect((await fetch(url, { method: 'POST', body: 'x'.repeat(5000) })).status).toBeGreaterThanOrEqual(400);
});
