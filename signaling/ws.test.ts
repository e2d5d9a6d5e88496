import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from './config/index.ts';
import { SignalingGuard } from './guard/index.ts';
import { createLog } from './log.ts';
import { Metrics } from './metrics/index.ts';
import type { Authentication } from './ports.ts';
import { MemoryRealm } from './realm/index.ts';
import { Relay } from './relay.ts';
import { Rooms } from './rooms.ts';
import { SeenChallenges } from './seen-challenges.ts';
import { eventually } from './testing/eventually.ts';
import { UNLIMITED } from './testing/limits.ts';
import { dial } from './testing/raw-peer.ts';
import { upgradeRaw } from './testing/raw-socket.ts';
import { Sockets } from './ws.ts';

/** Sockets whose tokens are checked when the test says so, as with an issuer that answers slowly. */
async function startSockets() {
  const read = readConfig({}, () => false);
  if (!read.ok) throw new Error(read.problem);
  const config = { ...read.config, ...UNLIMITED };
  const log = createLog('silent');
  const metrics = new Metrics();
  const relay: Relay = new Relay(() => realm, metrics);
  const realm = new MemoryRealm({ host: relay, expireTimeoutMs: 1000, roomTtlMs: 1000 });
  const rooms = new Rooms({ ...config, realm, metrics, log, tickMs: 1, graceMs: 1 });
  const guard = new SignalingGuard({ config, redis: null });
  const challenges = new SeenChallenges();
  const moderate = ({ text }: { readonly text: string }) => text;
  const { backpressureCloseBytes } = config;
  const shared = { realm, relay, rooms, guard, challenges, moderate, metrics, log };
  const checks: ((authentication: Authentication) => void)[] = [];
  const authenticate = () => new Promise<Authentication>((resolve) => void checks.push(resolve));
  const server = createServer();
  const sockets = new Sockets({
    server,
    config,
    services: { ...shared, backpressureCloseBytes },
    authenticator: { authenticate },
    others: null,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    sockets.close();
    server.close();
    await rooms.close();
    await realm.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  const { port } = address;
  /** Opens a socket whose token is not checked yet. */
  const knock = async () => {
    const already = checks.length;
    const peer = await dial(`http://127.0.0.1:${port}`, { id: 'ann', token: 't' });
    const check = await eventually(() => {
      const added = checks[already];
      if (added === undefined) throw new Error('not asked yet');
      return added;
    });
    return { peer, check };
  };
  return { port, sockets, metrics, checks, knock };
}

/** The text `x` as a client sends it: masked with zeros (RFC 6455, 5.3). */
const MASKED_X = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x78]);

const ANN = { ok: true, owner: 'sub:ann', rooms: null } as const;

test('a socket that closes while its token is checked does not send the older one away', async () => {
  const { sockets, knock } = await startSockets();
  const { peer: older, check } = await knock();
  check(ANN);
  await older.next('OPEN');
  const late = await knock();
  await late.peer.close();
  await eventually(() => expect(sockets.size).toBe(1));
  late.check(ANN);
  await older.settle();
  expect(older.received).toEqual([{ type: 'OPEN' }]);
});

test('what is said while the token is checked is heard, as far as it is not too much', async () => {
  const { port, metrics, knock, checks } = await startSockets();
  const socket = await upgradeRaw(port, '/peerjs?key=peerjs&id=ann&token=t');
  // One chunk: it is read at once, or not at all.
  socket.write(Buffer.concat(Array(1000).fill(MASKED_X)));
  // Once a later client is through its handshake, what was sent before has long been there.
  await knock();
  checks[0]?.(ANN);
  await eventually(() => expect(metrics.of('frame/unreadable')).toBe(256));
  expect(metrics.of('limit/connection')).toBe(1000 - 256);
  socket.write(MASKED_X);
  await eventually(() => expect(metrics.of('frame/unreadable')).toBe(257));
});

test('a refused client that has spoken already is closed in the proper way, and at once', async () => {
  const { metrics, knock } = await startSockets();
  const { peer, check } = await knock();
  peer.send({ type: 'HEARTBEAT' });
  await knock();
  check({ ok: false, code: 'auth/expired' });
  expect((await peer.next('ERROR')).payload).toMatchObject({ code: 'auth/expired' });
  expect(await peer.closed).toBe(1008);
  await eventually(async () => {
    expect(await metrics.text()).toContain('signaling_connections_closed_total{code="1008"} 1');
  });
});
