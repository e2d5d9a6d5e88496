/** The whole service: for `main.ts`, for tests, and for programs that embed it. */
import type { IncomingMessage } from 'node:http';
import type { FastifyPluginAsync } from 'fastify';
import { type Config, readConfig } from './config/index.ts';
import { Ends } from './ends.ts';
import { SignalingGuard } from './guard/index.ts';
import { AddressLimit, openHealthPort, serveHttp } from './http.ts';
import { openIdentity } from './identity/index.ts';
import { Listener } from './listener.ts';
import { createLog, type Logger } from './log.ts';
import { Metrics } from './metrics/index.ts';
import type { Moderate } from './moderation.ts';
import { RawRelay } from './raw/index.ts';
import type { Realm, RealmHost } from './realm/index.ts';
import { Relay } from './relay.ts';
import { Rooms } from './rooms.ts';
import { SeenChallenges } from './seen-challenges.ts';
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
  /** Looks at what is said in rooms before anybody has it. One that throws, or takes longer than 5 s, refuses. */
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
  /** Tells the clients to go, closes within `drainTimeoutMs`, then closes the rest. Said again, it is the same end. */
  drain(): Promise<void>;
  /** Cuts everybody off at once. May be said again, and during a drain. */
  close(): Promise<void>;
}

/**
 * Starts the service. Settings that are not given have the defaults of the environment's variables, except that no
 * client is served.
 *
 * @throws what `listen` throws, for instance EADDRINUSE; an Error for origins or networks that are none
 */
export async function createSignaling(options: SignalingOptions = {}): Promise<Signaling> {
  const ends = new Ends();
  try {
    return await start(options, ends);
  } catch (error) {
    // What went wrong first is what to know of.
    await ends.run().catch(() => undefined);
    throw error;
  }
}

/** All that does not listen: what is kept, who is let in, and what is done for clients. */
async function openParts(options: SignalingOptions, config: Config, ends: Ends) {
  const log = options.log ?? createLog(config.logLevel, { pretty: config.prettyLogs });
  const metrics = options.metrics ?? new Metrics();
  const relay: Relay = new Relay(() => realm, metrics);
  const { realm, redis } = await openStore({ config, host: relay, realm: options.realm, metrics, log });
  ends.add(() => redis?.close());
  ends.add(() => realm.close());
  const guard = new SignalingGuard({ config, redis });
  ends.add(() => guard.close());
  const identity = await openIdentity({ config, realm, redis, log });
  const tickMs = options.presenceTickMs ?? PRESENCE_TICK_MS;
  const rooms = new Rooms({ ...config, realm, metrics, log, tickMs, graceMs: config.presenceGraceMs });
  ends.add(() => rooms.close());
  const challenges = new SeenChallenges();
  const moderate: Moderate = options.moderate ?? (({ text }) => text);
  const { backpressureCloseBytes } = config;
  const shared = { realm, relay, rooms, guard, challenges, moderate, metrics, log };
  return { services: { ...shared, backpressureCloseBytes }, guard, redis, identity };
}

async function start(options: SignalingOptions, ends: Ends): Promise<Signaling> {
  const config: Config = { ...defaults(options), ...options };
  const { services, guard, redis, identity } = await openParts(options, config, ends);
  const { realm, rooms, metrics, log } = services;
  const { authenticator } = identity;
  let serving = false;
  const health = { ready: () => serving && realm.connected, serving: () => serving };
  const listener = new Listener(config, options.tls ?? null);
  ends.add(() => listener.close());
  const { server } = listener;
  const raw = new RawRelay({ config, realm, guard, authenticator, metrics, log });
  const sockets = new Sockets({ server, config, services, authenticator, others: raw });
  ends.add(() => sockets.close());
  metrics.read({
    peerConnections: () => sockets.size,
    rawConnections: () => raw.size.clients,
    localRooms: () => rooms.size,
    rawRooms: () => raw.size.rooms,
    heldMessages: () => realm.held,
    redisUp: () => redis?.connected ?? null,
    breakerOpen: () => redis?.open ?? null,
  });

  // A page asks for each of these as often as it connects.
  const limit = new AddressLimit(config.rateLimits.connectionsPer10s);
  const identityRoutes: FastifyPluginAsync = (app) =>
    identity.routes(app, {
      allow: ({ client, routeOptions }) => limit.take(client, routeOptions.url ?? ''),
      refused: (code) => metrics.refused(code),
    });
  const admit = (request: IncomingMessage) => guard.admitRequest(request);
  await serveHttp({
    server,
    config,
    log,
    metrics,
    health,
    ids: () => realm.ids(),
    admit,
    routes: [identityRoutes],
  });
  const healthPort = await openHealthPort({ ...config, health, metrics, log });
  ends.add(() => healthPort?.close());
  await listener.listen(config);
  serving = true;
  const { port } = listener;
  log.info({ port }, 'listening');

  const close = (): Promise<void> => {
    serving = false;
    return ends.run();
  };
  let drained: Promise<void> | null = null;
  const drain = async (): Promise<void> => {
    serving = false;
    log.info('draining');
    await sockets.drain(config.drainTimeoutMs);
    await close();
  };
  return {
    url: listener.url(config.host),
    port,
    healthPort: healthPort?.port ?? null,
    metrics,
    drain: () => (drained ??= drain()),
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
