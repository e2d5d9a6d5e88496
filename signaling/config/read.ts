/** The settings of the service, from the environment. What an operator may set is there and nowhere else. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from './config.ts';
import { Environment, MAY_BE_EMPTY, SECRET, type Variables } from './environment/index.ts';
import { chooseIssuer, chooseTls, findConflict, redisUrlsWithPassword } from './rules.ts';

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  /** One line that names the variable. */
  | { readonly ok: false; readonly problem: string };

type Given = Readonly<Record<string, string | undefined>>;

/** Clouds end every request after an hour at most: sockets are let go before that, s. */
const MAX_CONNECTION_SECONDS = 3300;
/** In memory, who is on an instance that is being replaced sees nobody on the new one: that is to last for less. */
const MAX_CONNECTION_SECONDS_IN_MEMORY = 900;

/** A socket is dead after so many pings without an answer. */
const PINGS_PER_ALIVE_TIMEOUT = 3;

/** @param hasPage whether a folder holds a client, for tests */
export function readConfig(
  environment: Given,
  hasPage: (folder: string) => boolean = (folder) => existsSync(join(folder, 'index.html')),
): ReadConfig {
  const set = Object.entries(environment).filter(
    ([name, value]) => value !== undefined && (value !== '' || MAY_BE_EMPTY.has(name)),
  );
  const given = Object.fromEntries(set);
  const read = v.safeParse(Environment, given, { abortEarly: true });
  if (!read.success) return { ok: false, problem: describe(read.issues[0], given) };
  const env = read.output;
  if (env.CLIENT_DIR && !hasPage(env.CLIENT_DIR)) {
    return { ok: false, problem: `CLIENT_DIR has no index.html in it: ${JSON.stringify(env.CLIENT_DIR)}` };
  }
  const conflict = findConflict(env);
  if (conflict !== null) return { ok: false, problem: conflict };
  const tls = chooseTls(env);
  if (!tls.ok) return tls;
  const jwt = chooseIssuer(env);
  if (!jwt.ok) return jwt;
  if (env.REQUIRE_WSS && tls.value === null && !env.TRUST_PROXY) {
    return { ok: false, problem: 'REQUIRE_WSS needs HTTPS, or TRUST_PROXY when a proxy has the certificate' };
  }
  const clientDir = env.CLIENT_DIR === undefined ? (hasPage('dist') ? 'dist' : null) : env.CLIENT_DIR || null;
  return { ok: true, config: { ...plainSettings(env), tls: tls.value, jwt: jwt.value, clientDir } };
}

/** What each comes from one variable, or from a default that depends on another. */
function plainSettings(env: Variables): Omit<Config, 'tls' | 'jwt' | 'clientDir'> {
  const redisUrls = redisUrlsWithPassword(env);
  const ageLimit = redisUrls.length > 0 ? MAX_CONNECTION_SECONDS : MAX_CONNECTION_SECONDS_IN_MEMORY;
  return {
    port: env.PORT ?? env.WS_PORT,
    healthPort: env.HEALTH_PORT ?? null,
    host: env.HOST ?? null,
    key: env.PEERJS_KEY,
    path: env.PEERJS_PATH,
    allowDiscovery: env.ALLOW_DISCOVERY,

    aliveTimeoutMs: env.ALIVE_TIMEOUT_MS,
    heartbeatIntervalMs: Math.min(
      env.HEARTBEAT_INTERVAL_MS,
      Math.floor(env.ALIVE_TIMEOUT_MS / PINGS_PER_ALIVE_TIMEOUT),
    ),
    expireTimeoutMs: env.EXPIRE_TIMEOUT_MS,
    handshakeTimeoutMs: env.HANDSHAKE_TIMEOUT_MS,
    presenceGraceMs: env.PRESENCE_GRACE_MS,
    maxConnectionSeconds: env.MAX_CONNECTION_SECONDS ?? ageLimit,
    drainTimeoutMs: env.DRAIN_TIMEOUT_MS,
    shutdownCloseCode: env.SHUTDOWN_CLOSE_CODE,

    concurrentLimit: env.CONCURRENT_LIMIT,
    connectionsPerIp: env.CONNECTIONS_PER_IP,
    messageMaxBytes: env.MESSAGE_MAX_BYTES,
    backpressureCloseBytes: env.BACKPRESSURE_CLOSE_THRESHOLD_BYTES,
    rateLimits: {
      connectionsPer10s: env.RATE_LIMIT_CONN_PER_10S,
      messagesPer10s: env.RATE_LIMIT_MESSAGES_PER_10S,
      ipMessagesPer10s: env.RATE_LIMIT_IP_MSGS_PER_10S,
      roomMessagesPer10s: env.RATE_LIMIT_ROOM_MSGS_PER_10S,
    },

    lobbyCapacity: env.LOBBY_CAPACITY,
    roomCapacity: env.ROOM_CAPACITY,
    roomIdMaxLength: env.ROOM_ID_MAX_LENGTH,
    roomTtlSeconds: env.ROOM_TTL_SECONDS,

    redisUrls,
    redisTls: { ca: env.REDIS_CA ?? null, verify: env.REDIS_TLS_VERIFY },
    redisCommandTimeoutMs: env.REDIS_COMMAND_TIMEOUT_MS,
    cbErrorThreshold: env.CB_ERROR_THRESHOLD,
    cbOpenMs: env.CB_OPEN_MS,

    enableAuth: env.ENABLE_AUTH,
    ticketSecrets: [env.TICKET_SECRET, env.TICKET_SECRET_PREVIOUS].filter((secret) => secret !== undefined),
    ticketTtlSeconds: env.TICKET_TTL_SECONDS,
    idReserveDays: env.ID_RESERVE_DAYS,

    allowedOrigins: env.ALLOWED_ORIGINS ?? null,
    allowMissingOrigin: env.ALLOW_MISSING_ORIGIN,
    requireWss: env.REQUIRE_WSS,
    subprotocol: env.SUBPROTOCOL ?? null,
    trustProxy: env.TRUST_PROXY || null,

    stunUrls: env.STUN_URLS,
    turnUrls: env.TURN_URLS,
    turnSecret: env.TURN_SECRET ?? null,
    turnTtlSeconds: env.TURN_TTL_SECONDS,

    metricsToken: env.METRICS_TOKEN ?? null,
    logLevel: env.LOG_LEVEL ?? (env.NODE_ENV === 'development' ? 'debug' : 'info'),
    prettyLogs: env.PRETTY_LOGS,
  };
}

function describe(issue: v.InferIssue<typeof Environment>, given: Given): string {
  const name = v.getDotPath(issue) ?? '';
  return SECRET.has(name)
    ? `${name} ${issue.message}`
    : `${name} ${issue.message}, not ${JSON.stringify(given[name])}`;
}
