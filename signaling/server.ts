/** The whole service: for `main.ts`, for tests, and for programs that embed it. */
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { type Config, readConfig } from './config.ts';
import { Counters } from './counters.ts';
import { serveHttp } from './http.ts';
import { createLog, type Logger } from './log.ts';
import { Presence } from './presence.ts';
import { LOBBY } from './protocol/index.ts';
import { MemoryRealm, type Realm } from './realm/index.ts';
import { Relay } from './relay.ts';
import { createTlsServer, type Tls } from './tls.ts';
import { Sockets } from './ws.ts';

/** A member of a room learns of a change within this time, and gets at most four frames a second, ms. */
const PRESENCE_TICK_MS = 250;

export interface SignalingOptions extends Partial<Omit<Config, 'tls'>> {
  /** Serves HTTPS with this certificate; plain HTTP unless given. */
  readonly tls?: Tls | null;
  readonly log?: Logger;
  /** Where peers and rooms are kept; the memory of this process unless given. */
  readonly realm?: Realm;
  readonly presenceTickMs?: number;
}

export interface Signaling {
  /** For instance `http://localhost:9000`, or `https:` with a certificate. */
  readonly url: string;
  readonly port: number;
  readonly counters: Counters;
  /** Tells the clients to go, closes within `drainTimeoutMs`, then closes the rest. */
  drain(): Promise<void>;
  /** Cuts everybody off at once. */
  close(): Promise<void>;
}

/**
 * Starts the service. Settings that are not given have the defaults of the environment's variables, except that no
 * client is served.
 *
 * @throws what `listen` throws, for instance EADDRINUSE
 */
export async function createSignaling(options: SignalingOptions = {}): Promise<Signaling> {
  const config: Config = { ...defaults(), ...options };
  const tls = options.tls ?? null;
  const log = options.log ?? createLog(config.logLevel);
  const counters = new Counters();
  const realm = options.realm ?? new MemoryRealm({ expireTimeoutMs: config.expireTimeoutMs });
  const relay = new Relay(realm, counters, log, config.expireTimeoutMs);
  const lobby = await Presence.open({
    realm,
    log,
    room: LOBBY,
    tickMs: options.presenceTickMs ?? PRESENCE_TICK_MS,
    graceMs: config.presenceGraceMs,
  });

  const server: Server = tls === null ? createServer() : createTlsServer(tls);
  const connections = trackConnections(server);
  let ready = true;
  await serveHttp({ server, config, realm, log, ready: () => ready });
  const sockets = new Sockets(server, config, { realm, relay, lobby, counters, log });

  async function close(): Promise<void> {
    ready = false;
    sockets.close();
    relay.close();
    lobby.close();
    await closeServer(server, connections);
  }

  try {
    await listen(server, config);
  } catch (error) {
    await close();
    throw error;
  }
  const port = portOf(server);
  log.info({ port }, 'listening');

  return {
    url: `${tls === null ? 'http' : 'https'}://${hostInUrl(config.host)}:${port}`,
    port,
    counters,
    drain: async () => {
      ready = false;
      log.info('draining');
      await sockets.drain(config.drainTimeoutMs);
      await close();
    },
    close,
  };
}

function defaults(): Config {
  const read = readConfig({}, () => false);
  if (!read.ok) throw new Error(read.problem);
  return read.config;
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(host === null ? { port } : { port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** All of them: a server's own `closeAllConnections` passes over those that have not finished the TLS handshake. */
function trackConnections(server: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return connections;
}

function closeServer(server: Server, connections: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    // Called back with an error when it was not listening: closed is closed.
    server.close(() => resolve());
    for (const socket of connections) socket.destroy();
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}

function hostInUrl(host: string | null): string {
  if (host === null || host === '::' || host === '0.0.0.0') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
