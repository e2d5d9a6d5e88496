import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { MemoryRealm } from './realm/index.ts';
import { eventually } from './testing/eventually.ts';
import { dial } from './testing/raw-peer.ts';
import { join, knownRoom, open, startService } from './testing/service.ts';

test('an older socket is told why it goes, and its id stays with the newer one', async () => {
  const service = await startService();
  const older = await join(service, 'ann');
  const newer = await join(service, 'ann');
  expect((await older.next('GOAWAY')).payload).toEqual({ reason: 'replaced', retryAfterMs: 0 });
  expect(await older.closed).toBe(4001);
  const stock = await open(service, 'stock');
  newer.send({ type: 'OFFER', dst: 'stock', payload: 1 });
  expect(await stock.next('OFFER')).toMatchObject({ src: 'ann' });
  // It is also the one that is told when the service goes.
  await Promise.all([service.drain(), newer.closed]);
  expect((await newer.next('GOAWAY')).payload).toMatchObject({ reason: 'shutdown' });
  expect(older.ofType('GOAWAY')).toHaveLength(1);
});

/** A realm that is as slow as one behind a network can be: it claims when told to. */
class SlowRealm extends MemoryRealm {
  readonly claims: (() => void)[] = [];

  override async claim(...claim: Parameters<MemoryRealm['claim']>): ReturnType<MemoryRealm['claim']> {
    await new Promise<void>((resolve) => void this.claims.push(resolve));
    return super.claim(...claim);
  }
}

async function startSlowly() {
  const realms: SlowRealm[] = [];
  const service = await startService({
    realm: (host) => {
      const realm = new SlowRealm({ host, expireTimeoutMs: 1000, roomTtlMs: 1000 });
      realms.push(realm);
      return realm;
    },
  });
  const [realm] = realms;
  if (realm === undefined) throw new Error('the service made no realm');
  return { service, realm };
}

test('what a client says before its id is claimed is not lost', async () => {
  const { service, realm } = await startSlowly();
  const ann = await dial(service.url, { id: 'ann', token: 't' });
  ann.send({ type: 'OFFER', dst: 'ann', payload: 'early' });
  // Once a later client is through its handshake, what ann sent has long been there.
  await dial(service.url, { id: 'bob', token: 't' });
  await eventually(() => expect(realm.claims).toHaveLength(2));
  realm.claims[0]?.();
  expect(await ann.next('OFFER')).toMatchObject({ payload: 'early' });
  expect(ann.received[0]).toEqual({ type: 'OPEN' });
});

test.each(['client', 'service'] as const)(
  'an id whose socket the %s closes before it is claimed comes free',
  async (closer) => {
    const { service, realm } = await startSlowly();
    const ann = await dial(service.url, { id: 'ann', token: 't' });
    await eventually(() => expect(realm.claims).toHaveLength(1));
    if (closer === 'client') ann.socket.close();
    else await Promise.all([service.close(), ann.closed]);
    realm.claims[0]?.();
    await ann.closed;
    await eventually(async () => expect(await realm.ids()).toEqual([]));
  },
);

test('a socket whose id cannot be claimed, since the realm fails, is not kept waiting', async () => {
  class FailingRealm extends MemoryRealm {
    override async claim(): Promise<never> {
      throw new Error('no connection');
    }
  }
  const service = await startService({
    realm: (host) => new FailingRealm({ host, expireTimeoutMs: 1000, roomTtlMs: 1000 }),
  });
  const ann = await dial(service.url, { id: 'ann', token: 't' });
  expect(await ann.closed).toBe(1011);
  expect(ann.received).toEqual([]);
});

test('what a replaced socket still says is not heard', async () => {
  const service = await startService();
  const bob = await open(service, 'bob');
  const older = await open(service, 'ann');
  // A client that does not read does not see that it was replaced, and goes on talking.
  older.socket.pause();
  await open(service, 'ann');
  older.send({ type: 'OFFER', dst: 'bob', payload: 'from the older one' });
  older.socket.resume();
  await older.closed;
  await bob.settle();
  expect(bob.ofType('OFFER')).toEqual([]);
});

test('a stranger does not get an id in use, nor does the owner notice', async () => {
  const service = await startService();
  const ann = await join(service, 'ann');
  const stranger = await dial(service.url, { id: 'ann', token: 'guessed' });
  expect(await stranger.next('ID-TAKEN')).toMatchObject({ payload: { msg: 'ID is taken' } });
  expect(await stranger.closed).toBe(1008);
  await ann.settle();
  expect(ann.closeCode).toBe(null);
});

test('a stranger who takes a free id is not in the room in the place of its last owner', async () => {
  const service = await startService({ presenceGraceMs: 60_000 });
  const ann = await join(service, 'ann');
  const bob = await join(service, 'bob');
  await eventually(() => expect(knownRoom(ann).has('bob')).toBe(true));
  await bob.vanish();
  await eventually(() => open(service, 'bob', { token: 'another' }));
  await eventually(() => expect(knownRoom(ann).has('bob')).toBe(false));
});

test('a socket whose network is gone is noticed and closed', async () => {
  const service = await startService({ aliveTimeoutMs: 150 });
  const dead = await open(service, 'ann', { autoPong: false });
  const alive = await open(service, 'bob');
  expect(await dead.closed).toBe(1006);
  expect(service.metrics.of('socket/dead')).toBe(1);
  await eventually(() => expect(alive.pings).toBeGreaterThan(6));
  expect(alive.closeCode).toBe(null);
});

test('a message that is too long closes its own socket alone', async () => {
  const service = await startService({ messageMaxBytes: 1024 });
  const ann = await open(service, 'ann');
  const bob = await open(service, 'bob');
  bob.sendText('x'.repeat(1025));
  expect(await bob.closed).toBe(1009);
  await ann.settle();
  expect(ann.closeCode).toBe(null);
});

test('a WebSocket anywhere else is refused before it opens', async () => {
  const service = await startService({ path: '/signal/' });
  const elsewhere = new WebSocket(`${service.url.replace('http', 'ws')}/peerjs?key=peerjs&id=a&token=t`);
  const [refusal]: unknown[] = await once(elsewhere, 'error');
  expect(String(refusal)).toContain('404');
  const there = new WebSocket(`${service.url.replace('http', 'ws')}/signal/peerjs?key=peerjs&id=a&token=t`);
  const [opening]: unknown[] = await once(there, 'message');
  expect(String(opening)).toBe('{"type":"OPEN"}');
  there.terminate();
});

test('an upgrade that is no WebSocket, and one that breaks off, leave the service running', async () => {
  const service = await startService();
  for (const lines of ['Upgrade: nonsense', 'Upgrade: websocket\r\nSec-WebSocket-Version: 99']) {
    const socket = connect(service.port, '127.0.0.1');
    socket.write(`GET /peerjs?id=a HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n${lines}\r\n\r\n`);
    const [answer]: unknown[] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 4\d\d/);
    socket.destroy();
  }
  const rude = connect(service.port, '127.0.0.1');
  rude.write('GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  rude.resetAndDestroy();
  await open(service, 'ann');
});

test('who offers HTTP/2 in passing is answered over HTTP/1.1', async () => {
  const { url } = await startService();
  const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
  const [response]: IncomingMessage[] = await once(get(`${url}/healthz`, { headers }), 'response');
  expect(response?.statusCode).toBe(200);
  expect(response === undefined ? '' : await text(response)).toBe('ok');
});

test('a drained service says GOAWAY to those who joined, closes all with 1012, and takes nobody new', async () => {
  const service = await startService({ drainTimeoutMs: 300 });
  const ann = await join(service, 'ann');
  const stock = await open(service, 'stock');
  // A client that never answers a close is cut off when the time is over.
  const stuck = await open(service, 'stuck');
  stuck.socket.pause();
  const before = performance.now();
  const drained = service.drain();
  await expect(dial(service.url, { id: 'late', token: 't' })).rejects.toThrow('503');
  expect((await fetch(`${service.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
  const { payload } = await ann.next('GOAWAY');
  expect(payload?.['reason']).toBe('shutdown');
  expect(payload?.['retryAfterMs']).toBeGreaterThanOrEqual(250);
  expect(await ann.closed).toBe(1012);
  expect(await stock.closed).toBe(1012);
  expect(stock.received).toEqual([{ type: 'OPEN' }]);
  await drained;
  expect(performance.now() - before).toBeGreaterThanOrEqual(290);
  await expect(fetch(`${service.url}/healthz`)).rejects.toThrow('fetch failed');
  stuck.socket.resume();
  await stuck.closed;
});

test('those who were refused take nobody a place, though they do not go', async () => {
  const service = await startService({ concurrentLimit: 1 });
  for (let count = 0; count < 3; count += 1) {
    const stranger = await dial(service.url, { id: 'ann', token: 't', key: 'other' });
    await stranger.next('ERROR');
    stranger.socket.pause();
  }
  await open(service, 'ann');
  const late = await dial(service.url, { id: 'bob', token: 't' });
  expect((await late.next('ERROR')).payload).toMatchObject({ code: 'server/full' });
});

test('a token may come in a header, and goes before the one in the URL', async () => {
  const service = await startService();
  const ann = await dial(service.url, { id: 'ann' }, { headers: { authorization: 'Bearer secret' } });
  await ann.next('OPEN');
  const other = await dial(service.url, { id: 'ann', token: 'other' });
  expect(await other.next('ID-TAKEN')).toMatchObject({ type: 'ID-TAKEN' });
  const again = await dial(
    service.url,
    { id: 'ann', token: 'other' },
    { headers: { authorization: 'Bearer secret' } },
  );
  expect(await again.next('OPEN')).toEqual({ type: 'OPEN' });
});

test('a refused handshake over HTTP says its code', async () => {
  const service = await startService({ allowedOrigins: ['https://example.org'] });
  const url = `${service.url}/peerjs?key=peerjs&id=ann&token=t`;
  const headers = { connection: 'Upgrade', upgrade: 'websocket', origin: 'https://elsewhere.example' };
  const request = get(url, { headers });
  const [response]: IncomingMessage[] = await once(request, 'response');
  expect(response?.statusCode).toBe(403);
  expect(response === undefined ? '' : await text(response)).toBe('{"code":"origin/forbidden"}');
  expect(await service.metrics.text()).toContain('signaling_refusals_total{code="origin/forbidden"} 1');
});

test('a service that goes down is not serving first, and lets nobody go before that could be seen', async () => {
  const service = await startService({ drainTimeoutMs: 1000 });
  const ann = await join(service, 'ann');
  const drained = service.drain();
  expect((await fetch(`${service.url}/serving`)).status).toBe(503);
  expect(ann.ofType('GOAWAY')).toEqual([]);
  await drained;
  expect(await ann.closed).toBe(1012);
});
