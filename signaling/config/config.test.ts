import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Config, Environment, readConfig } from './index.ts';

const SECRET = 'a secret of thirty-two characters'.replaceAll(' ', '-');
const ORIGINS = 'must be origins like https://example.org, divided by commas';
const PROXIES = 'must be a number of proxies from 0 to 16, or networks like 10.0.0.0/8, divided by commas';
const NO_CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const RATES = {
  connectionsPer10s: 20,
  messagesPer10s: 200,
  ipMessagesPer10s: 400,
  roomMessagesPer10s: 800,
};

function read(environment: Record<string, string>, folders: readonly string[] = []): Config {
  const result = readConfig(environment, (folder) => folders.includes(folder));
  if (!result.ok) throw new Error(result.problem);
  return result.config;
}

test('nothing set gives the defaults', () => {
  expect(read({})).toEqual({
    port: 9000,
    healthPort: null,
    host: null,
    tls: null,
    key: 'peerjs',
    path: '/',
    allowDiscovery: false,
    aliveTimeoutMs: 90_000,
    heartbeatIntervalMs: 30_000,
    expireTimeoutMs: 5000,
    handshakeTimeoutMs: 10_000,
    presenceGraceMs: 3000,
    maxConnectionSeconds: 900,
    drainTimeoutMs: 5000,
    shutdownCloseCode: 1012,
    concurrentLimit: 5000,
    connectionsPerIp: 100,
    messageMaxBytes: 262_144,
    backpressureCloseBytes: 5_242_880,
    rateLimits: {
      connectionsPer10s: 20,
      messagesPer10s: 200,
      ipMessagesPer10s: 400,
      roomMessagesPer10s: 800,
    },
    lobbyCapacity: 10_000,
    roomCapacity: 2,
    roomIdMaxLength: 64,
    roomTtlSeconds: 120,
    redisUrls: [],
    redisTls: { ca: null, verify: 'full' },
    redisCommandTimeoutMs: 1000,
    cbErrorThreshold: 5,
    cbOpenMs: 10_000,
    enableAuth: false,
    ticketSecrets: [],
    ticketTtlSeconds: 600,
    idReserveDays: 30,
    jwt: null,
    allowedOrigins: null,
    allowMissingOrigin: true,
    requireWss: false,
    subprotocol: null,
    trustProxy: null,
    stunUrls: ['stun:stun.l.google.com:19302'],
    turnUrls: [],
    turnSecret: null,
    turnTtlSeconds: 14_400,
    metricsToken: null,
    logLevel: 'info',
    prettyLogs: false,
    clientDir: null,
  } satisfies Config);
});

test('an empty variable is as good as none', () => {
  const empty = Object.keys(Environment.entries).filter((name) => name !== 'STUN_URLS');
  expect(read(Object.fromEntries(empty.map((name) => [name, ''])))).toEqual(read({}));
});

test('variables of others are none of its business', () => {
  expect(read({ PATH: '/bin', constructor: 'x', __proto__: 'y' })).toEqual(read({}));
});

describe('each variable', () => {
  test.each<[name: string, value: string, expected: Partial<Config>]>([
    ['NODE_ENV', 'development', { logLevel: 'debug' }],
    ['NODE_ENV', 'test', {}],
    ['PORT', '0', { port: 0 }],
    ['PORT', '65535', { port: 65_535 }],
    ['WS_PORT', '8080', { port: 8080 }],
    ['HOST', '127.0.0.1', { host: '127.0.0.1' }],
    ['HOST', '::1', { host: '::1' }],
    ['HTTPS', '1', { tls: 'own' }],
    ['HTTPS', '0', { tls: null }],
    ['PEERJS_KEY', 'my-key_2', { key: 'my-key_2' }],
    ['PEERJS_PATH', '/signal', { path: '/signal/' }],
    ['PEERJS_PATH', '/a/b.c/', { path: '/a/b.c/' }],
    ['ALLOW_DISCOVERY', 'true', { allowDiscovery: true }],
    ['ALLOW_DISCOVERY', '1', { allowDiscovery: true }],
    ['ALLOW_DISCOVERY', '0', { allowDiscovery: false }],
    ['HEALTH_PORT', '0', { healthPort: 0 }],
    ['ALIVE_TIMEOUT_MS', '3600000', { aliveTimeoutMs: 3_600_000 }],
    ['HEARTBEAT_INTERVAL_MS', '100', { heartbeatIntervalMs: 100 }],
    ['HANDSHAKE_TIMEOUT_MS', '500', { handshakeTimeoutMs: 500 }],
    ['MAX_CONNECTION_SECONDS', '5', { maxConnectionSeconds: 5 }],
    ['SHUTDOWN_CLOSE_CODE', '4002', { shutdownCloseCode: 4002 }],
    ['EXPIRE_TIMEOUT_MS', '100', { expireTimeoutMs: 100 }],
    ['PRESENCE_GRACE_MS', '0', { presenceGraceMs: 0 }],
    ['CONCURRENT_LIMIT', '1', { concurrentLimit: 1 }],
    ['CONNECTIONS_PER_IP', '7', { connectionsPerIp: 7 }],
    ['MESSAGE_MAX_BYTES', '1024', { messageMaxBytes: 1024 }],
    ['BACKPRESSURE_CLOSE_THRESHOLD_BYTES', '262144', { backpressureCloseBytes: 262_144 }],
    ['RATE_LIMIT_CONN_PER_10S', '1', { rateLimits: { ...RATES, connectionsPer10s: 1 } }],
    ['RATE_LIMIT_MESSAGES_PER_10S', '2', { rateLimits: { ...RATES, messagesPer10s: 2 } }],
    ['RATE_LIMIT_IP_MSGS_PER_10S', '3', { rateLimits: { ...RATES, ipMessagesPer10s: 3 } }],
    ['RATE_LIMIT_ROOM_MSGS_PER_10S', '4', { rateLimits: { ...RATES, roomMessagesPer10s: 4 } }],
    ['LOBBY_CAPACITY', '2', { lobbyCapacity: 2 }],
    ['ROOM_CAPACITY', '1000', { roomCapacity: 1000 }],
    ['ROOM_ID_MAX_LENGTH', '8', { roomIdMaxLength: 8 }],
    ['ROOM_TTL_SECONDS', '1', { roomTtlSeconds: 1 }],
    [
      'REDIS_URL',
      'redis://a.example:1, rediss://user:pass@b.example',
      {
        redisUrls: ['redis://a.example:1', 'rediss://user:pass@b.example'],
        maxConnectionSeconds: 3300,
      },
    ],
    ['REDIS_TLS_VERIFY', 'none', { redisTls: { ca: null, verify: 'none' } }],
    ['REDIS_COMMAND_TIMEOUT_MS', '10', { redisCommandTimeoutMs: 10 }],
    ['CB_ERROR_THRESHOLD', '1', { cbErrorThreshold: 1 }],
    ['CB_OPEN_MS', '100', { cbOpenMs: 100 }],
    ['ENABLE_AUTH', '1', { enableAuth: true }],
    ['TICKET_SECRET', SECRET, { ticketSecrets: [SECRET] }],
    ['TICKET_TTL_SECONDS', '60', { ticketTtlSeconds: 60 }],
    ['ID_RESERVE_DAYS', '1', { idReserveDays: 1 }],
    [
      'ALLOWED_ORIGINS',
      'https://a.example, http://localhost:5173',
      { allowedOrigins: ['https://a.example', 'http://localhost:5173'] },
    ],
    ['ALLOW_MISSING_ORIGIN', 'false', { allowMissingOrigin: false }],
    ['SUBPROTOCOL', 'signal.v1', { subprotocol: 'signal.v1' }],
    ['TRUST_PROXY', '0', { trustProxy: null }],
    ['TRUST_PROXY', '2', { trustProxy: 2 }],
    ['TRUST_PROXY', '10.0.0.0/8, ::1, 192.0.2.7', { trustProxy: ['10.0.0.0/8', '::1/128', '192.0.2.7/32'] }],
    ['TURN_TTL_SECONDS', '60', { turnTtlSeconds: 60 }],
    ['METRICS_TOKEN', 'sixteen-letters-', { metricsToken: 'sixteen-letters-' }],
    ['PRETTY_LOGS', 'true', { prettyLogs: true }],
    ['STUN_URLS', '', { stunUrls: [] }],
    [
      'STUN_URLS',
      'stun:a.example, stuns:b.example:5349',
      { stunUrls: ['stun:a.example', 'stuns:b.example:5349'] },
    ],
    ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
    ['CLIENT_DIR', 'built', { clientDir: 'built' }],
    ['CLIENT_DIR', '', { clientDir: null }],
    ['DRAIN_TIMEOUT_MS', '0', { drainTimeoutMs: 0 }],
  ])('%s=%s is understood', (name, value, expected) => {
    expect(read({ [name]: value }, ['built'])).toEqual({ ...read({}), ...expected });
  });

  test.each([
    ['NODE_ENV', 'prod', 'must be one of production, development, test'],
    ['PORT', 'abc', 'must be a whole number from 0 to 65535'],
    ['PORT', '65536', 'must be a whole number from 0 to 65535'],
    ['PORT', '-1', 'must be a whole number from 0 to 65535'],
    ['PORT', '80.5', 'must be a whole number from 0 to 65535'],
    ['WS_PORT', '1e3', 'must be a whole number from 0 to 65535'],
    ['HOST', 'http://x', 'must be a host name or an address'],
    ['HTTPS', 'on', 'must be one of true, false, 1, 0'],
    ['PEERJS_KEY', 'a/b', 'must be 1 to 64 letters, digits, "_" or "-"'],
    ['PEERJS_PATH', 'signal', 'must be a path that begins with "/"'],
    ['PEERJS_PATH', '/a b', 'must be a path that begins with "/"'],
    ['ALLOW_DISCOVERY', 'yes', 'must be one of true, false, 1, 0'],
    ['ALIVE_TIMEOUT_MS', '999', 'must be a whole number from 1000 to 3600000'],
    ['SHUTDOWN_CLOSE_CODE', '1006', 'must be 1000, 1001, 1012, 1013, or from 3000 to 4999'],
    ['SHUTDOWN_CLOSE_CODE', '5000', 'must be 1000, 1001, 1012, 1013, or from 3000 to 4999'],
    ['ROOM_CAPACITY', '1', 'must be a whole number from 2 to 1000'],
    ['ROOM_ID_MAX_LENGTH', '65', 'must be a whole number from 1 to 64'],
    ['ALLOWED_ORIGINS', 'https://a.example/', ORIGINS],
    ['ALLOWED_ORIGINS', 'https://a.example:443', ORIGINS],
    ['ALLOWED_ORIGINS', '*', ORIGINS],
    ['ALLOWED_ORIGINS', 'https://a.example,', ORIGINS],
    ['ALLOWED_ORIGINS', 'null', ORIGINS],
    ['TRUST_PROXY', 'true', PROXIES],
    ['TRUST_PROXY', '17', PROXIES],
    ['TRUST_PROXY', '10.0.0.0/33', PROXIES],
    ['TRUST_PROXY', '10.0.0.0/8/8', PROXIES],
    ['TRUST_PROXY', '10.0.0.1,', PROXIES],
    ['SUBPROTOCOL', 'a b', 'must be the name of a WebSocket subprotocol'],
    ['JWT_ALG', 'none', 'must be HS256, or some of RS256, ES256, EdDSA'],
    ['JWKS_URL', 'http://keys.example', 'must be an https: URL (http: on this machine only)'],
    ['JWKS_URL', 'keys.example', 'must be an https: URL (http: on this machine only)'],
    ['TURN_URLS', 'stun:a.example', 'must be a list like turn:host:port?transport=udp, divided by commas'],
    ['REDIS_TLS_VERIFY', 'off', 'must be one of full, ca, none'],
    ['REDIS_CA', '/etc/ca.pem', 'must be one or more certificates in PEM'],
    ['REDIS_CA', NO_CERTIFICATE, 'must be one or more certificates in PEM'],
    ['EXPIRE_TIMEOUT_MS', '60001', 'must be a whole number from 100 to 60000'],
    ['PRESENCE_GRACE_MS', '60001', 'must be a whole number from 0 to 60000'],
    ['CONCURRENT_LIMIT', '0', 'must be a whole number from 1 to 1000000'],
    ['MESSAGE_MAX_BYTES', '99999999', 'must be a whole number from 1024 to 16777216'],
    ['STUN_URLS', 'turn:a.example', 'must be a list like stun:host:port, divided by commas'],
    ['STUN_URLS', 'stun:a.example,', 'must be a list like stun:host:port, divided by commas'],
    ['LOG_LEVEL', 'loud', 'must be one of trace, debug, info, warn, error, fatal, silent'],
    ['DRAIN_TIMEOUT_MS', '60001', 'must be a whole number from 0 to 60000'],
  ])('%s=%s is one line that names it', (name, value, why) => {
    const problem = `${name} ${why}, not ${JSON.stringify(value)}`;
    expect(readConfig({ [name]: value }, () => true)).toEqual({ ok: false, problem });
  });

  test.each([
    ['REDIS_URL', 'http://user:hunter2@redis.example'],
    ['REDIS_URL', 'redis://user:hunter2@'],
    ['REDIS_PASSWORD', 'hunter2 '],
    ['TICKET_SECRET', 'hunter2'],
    ['JWT_SECRET', 'hunter2'],
    ['TURN_SECRET', 'hunter2 '],
    ['METRICS_TOKEN', 'hunter2'],
  ])('%s is not repeated by the line that names it', (name, value) => {
    const result = readConfig({ [name]: value }, () => true);
    expect(result).toMatchObject({ ok: false, problem: expect.stringMatching(`^${name} must be `) });
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  test('CLIENT_DIR without a page is one line that names it', () => {
    const problem = 'CLIENT_DIR has no index.html in it: "nowhere"';
    expect(readConfig({ CLIENT_DIR: 'nowhere' }, () => false)).toEqual({ ok: false, problem });
  });
});

test('PORT goes before WS_PORT', () => {
  expect(read({ PORT: '1', WS_PORT: '2' }).port).toBe(1);
});

test('a socket is pinged three times before it is taken for dead', () => {
  expect(read({ ALIVE_TIMEOUT_MS: '1000' })).toMatchObject({ heartbeatIntervalMs: 333 });
  expect(read({ ALIVE_TIMEOUT_MS: '1000', HEARTBEAT_INTERVAL_MS: '900' })).toMatchObject({
    heartbeatIntervalMs: 333,
  });
});

test('LOG_LEVEL goes before what NODE_ENV suggests', () => {
  expect(read({ NODE_ENV: 'development', LOG_LEVEL: 'warn' }).logLevel).toBe('warn');
});

test('a client that was built is served without being asked to', () => {
  expect(read({}, ['dist']).clientDir).toBe('dist');
  expect(read({ CLIENT_DIR: '' }, ['dist']).clientDir).toBe(null);
});

test('whatever is set, it is understood, or one line names a variable', () => {
  const names = Object.keys(Environment.entries);
  const line = new RegExp(`^(?:${names.join('|')})\\b[^\n]*$`);
  const plausible = fc.constantFrom('https://a.example', 'redis://b.example', '10.0.0.0/8', 'a,b', ',', '1');
  const value = fc.oneof(fc.string(), fc.nat().map(String), plausible);
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 3 }), (environment) => {
      const result = readConfig(environment, () => false);
      const problem = result.ok ? null : result.problem;
      expect(problem ?? 'PORT').toMatch(line);
    }),
  );
});
