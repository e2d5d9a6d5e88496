/** The whole service: for `main.ts`, for tests, and for programs that embed it. */
import { type Config, readConfig } from './config/index.ts';
import type { Services } from './connection.ts';
import { SignalingGuard } from './guard/index.ts';
import { openHealthPort, serveHttp } from './http.ts';
import { openIdentity } from './identity/index.ts';
import { Listener } from './listener.ts';
import { createLog, type Logger } from './log.ts';
import { Metrics } from './metrics/index.ts';
import { RawRelay } from './raw/index.ts';
import type { Realm, RealmHost } from './realm/index.ts';
import { Relay } from './relay.ts';
import type { Moderate } from './requests.ts';
import { Rooms } from './rooms.ts';
import { openStore } from './store.ts';
import type { Tls } from './tls.ts';
import { Sockets } from './ws.ts';

/** A member of a room learns of a change within this time, and gets at most four frames a second, ms. */
const PRESENCE_TICK_MS = 250;

export interface SignalingOptions extends Partial<Omit<Config, 'tls'>> {
  /** Serves HTTPS with this certificate; plain HTTP unless given. */
  readonly tls?: Tls | null;
  readonly log?: Logger;
  readonly metrics?: Metrics;
  /** Makes what keeps peers and rooms; unless given, Redis with `redisUrls`, else the memory of this process. */
  readonly realm?: (host: RealmHost) => Realm | Promise<Realm>;
  /** Looks at what is said in rooms before anybody has it. One that throws refuses. */
  readonly moderate?: Moderate;
  readonly presenceTickMs?: number;
}

export interface Signaling {
  /** For instance `http://localhost:9000`, or `https:` with a certificate. */
  readonly url: string;
  readonly port: number;
  /** `null`: health and metrics are on `port` alone. */
  readonly healthPort: number | null;
  readonly metrics: Metrics;
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
  const config: Config = { ...defaults(options), ...options };
  const tls = options.tls ?? null;
  const log = options.log ?? createLog(config.logLevel, { pretty: config.prettyLogs });
  const metrics = options.metrics ?? new Metrics();
  const relay: Relay = new Relay(() => realm, metrics);
  const { realm, redis } = await openStore({ config, host: relay, realm: options.realm, metrics, log });
  const guard = new SignalingGuard({ config, redis });
  const { authenticator, routes } = await openIdentity({ config, realm, redis, log });
  const rooms = new Rooms({
    realm,
    metrics,
    log,
    tickMs: options.presenceTickMs ?? PRESENCE_TICK_MS,
    graceMs: config.presenceGraceMs,
    lobbyCapacity: config.lobbyCapacity,
  });
  const { backpressureCloseBytes } = config;
  const moderate = options.moderate ?? (({ text }) => text);
  const services: Services = { realm, relay, rooms, guard, moderate, metrics, log, backpressureCloseBytes };
  const raw = new RawRelay({ config, realm, guard, authenticator, metrics, log });

  let serving = false;
  const health = { ready: () => serving && realm.connected, serving: () => serving };
  const listener = new Listener(config, tls);
  const sockets = new Sockets({ server: listener.server, config, services, authenticator, others: raw });
  let healthPort: Awaited<ReturnType<typeof openHealthPort>> | null = null;
  metrics.read({
    peerConnections: () => sockets.size,
    rawConnections: () => raw.size.clients,
    localRooms: () => rooms.size,
    rawRooms: () => raw.size.rooms,
    redisUp: () => redis?.connected ?? null,
    breakerOpen: () => redis?.open ?? null,
  });

  async function close(): Promise<void> {
    serving = false;
    sockets.close();
    await Promise.all([rooms.close(), listener.close(), healthPort?.close()]);
    await guard.close();
    await realm.close();
    await redis?.close();
  }

  try {
    await serveHttp({
      server: listener.server,
      config,
      log,
      metrics,
      health,
      ids: () => realm.ids(),
      admit: (request) => guard.admitRequest(request),
      // Whoever gets here is within the limits of its address.
      routes: [async (app) => routes(app, { allow: () => true, refused: (code) => metrics.refused(code) })],
    });
    if (config.healthPort !== null) {
      const { host, metricsToken: token, handshakeTimeoutMs } = config;
      healthPort = await openHealthPort({
        port: config.healthPort,
        host,
        health,
        metrics,
        token,
        handshakeTimeoutMs,
        log,
      });
    }
    await listener.listen(config);
  } catch (error) {
    await close();
    throw error;
  }
  serving = true;
  const { port } = listener;
  log.info({ port }, 'listening');

  return {
    url: listener.url(config.host),
    port,
    healthPort: healthPort?.port ?? null,
    metrics,
    drain: async () => {
      serving = false;
      log.info('draining');
      await sockets.drain(config.drainTimeoutMs);
      await close();
    },
    close,
  };
}

/** What the environment's variables are without an environment; some defaults depend on whether there is Redis. */
function defaults({ redisUrls = [] }: SignalingOptions): Config {
  const environment = redisUrls.length > 0 ? { REDIS_URL: redisUrls.join(',') } : {};
  const read = readConfig(environment, () => false);
  if (!read.ok) throw new Error(read.problem);
  return read.config;
}
