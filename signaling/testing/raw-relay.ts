/** A raw relay for one test, on a server of its own, and clients on it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type Config, readConfig } from '../config/index.ts';
import { SignalingGuard } from '../guard/index.ts';
import { createLog } from '../log.ts';
import { Metrics } from '../metrics/index.ts';
import type { Authentication, Authenticator } from '../ports.ts';
import { RawRelay } from '../raw/index.ts';
import { MemoryRealm, type Realm } from '../realm/index.ts';
import { RawPeer } from './raw-peer.ts';

export interface RawServiceOptions {
  readonly config?: Partial<Config>;
  /** One of its own in memory unless given. */
  readonly realm?: Realm;
  /** Everybody is let in unless given. */
  readonly authenticate?: Authenticator['authenticate'];
}

export interface RawService {
  /** For instance `ws://127.0.0.1:40123`. */
  readonly url: string;
  readonly relay: RawRelay;
  readonly metrics: Metrics;
  /** Opens a WebSocket; what is said to it is up to the test. */
  dial(
    query: string,
    options?: { readonly headers?: Record<string, string>; readonly autoPong?: boolean },
  ): RawPeer;
  /** Opens one in a room, and waits until it is in. */
  join(roomId: string): Promise<RawMember>;
}

export interface RawMember {
  readonly id: string;
  readonly peer: RawPeer;
  readonly peers: readonly string[];
}

const OPEN_TO_ALL = (): Authentication => ({ ok: true, owner: 'token:any', rooms: null });

export async function startRawService(options: RawServiceOptions = {}): Promise<RawService> {
  const { realm = memoryRealm(), authenticate = OPEN_TO_ALL } = options;
  const config = { ...defaults(), ...options.config };
  const metrics = new Metrics();
  // One window of the limits that never ends, so that tests know what is too much.
  const guard = new SignalingGuard({ config, redis: null, now: () => 0 });
  const log = createLog('silent');
  const relay = new RawRelay({ config, realm, guard, authenticator: { authenticate }, metrics, log });
  const server = createServer().listen(0, '127.0.0.1');
  server.on('upgrade', (request, socket, head) => {
    if (!relay.wants(request.url ?? '')) socket.destroy();
    else relay.upgrade(request, socket, head, '127.0.0.1');
  });
  await once(server, 'listening');
  onTestFinished(async () => {
    relay.close();
    server.close();
    await once(server, 'close');
  });
  const url = `ws://127.0.0.1:${addressOf(server.address()).port}`;
  const dial: RawService['dial'] = (query, how) => new RawPeer(new WebSocket(`${url}/?${query}`, how));
  return {
    url,
    relay,
    metrics,
    dial,
    join: async (roomId) => {
      const peer = dial(`roomId=${roomId}`);
      const { id, peers } = await joinedOf(peer);
      return { id, peer, peers };
    },
  };
}

/** What `joined` said. */
export async function joinedOf(
  peer: RawPeer,
): Promise<{ readonly id: string; readonly peers: readonly string[] }> {
  const message: object = await peer.next('joined');
  const id: unknown = Reflect.get(message, 'id');
  const peers: unknown = Reflect.get(message, 'peers');
  if (typeof id !== 'string' || !Array.isArray(peers)) throw new Error(JSON.stringify(message));
  return { id, peers: peers.map(String) };
}

function memoryRealm(): Realm {
  return new MemoryRealm({ host: { undelivered: () => {} }, expireTimeoutMs: 200, roomTtlMs: 1000 });
}

function defaults(): Config {
  const read = readConfig({}, () => false);
  if (!read.ok) throw new Error(read.problem);
  return read.config;
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address;
}
