import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { type Config, Environment, readConfig } from './config.ts';
import { readManual } from './testing/manual.ts';

function read(environment: Record<string, string>, folders: readonly string[] = []): Config {
  const result = readConfig(environment, (folder) => folders.includes(folder));
  if (!result.ok) throw new Error(result.problem);
  return result.config;
}

test('nothing set gives the defaults', () => {
  expect(read({})).toEqual({
    port: 9000,
    host: null,
    tls: null,
    key: 'peerjs',
    path: '/',
    allowDiscovery: false,
    aliveTimeoutMs: 90_000,
    expireTimeoutMs: 5000,
    presenceGraceMs: 3000,
    concurrentLimit: 5000,
    messageMaxBytes: 262_144,
    stunUrls: ['stun:stun.l.google.com:19302'],
    logLevel: 'info',
    clientDir: null,
    drainTimeoutMs: 5000,
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
    ['ALIVE_TIMEOUT_MS', '1000', { aliveTimeoutMs: 1000 }],
    ['EXPIRE_TIMEOUT_MS', '100', { expireTimeoutMs: 100 }],
    ['PRESENCE_GRACE_MS', '0', { presenceGraceMs: 0 }],
    ['CONCURRENT_LIMIT', '1', { concurrentLimit: 1 }],
    ['MESSAGE_MAX_BYTES', '1024', { messageMaxBytes: 1024 }],
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

  test('CLIENT_DIR without a page is one line that names it', () => {
    const problem = 'CLIENT_DIR has no index.html in it: "nowhere"';
    expect(readConfig({ CLIENT_DIR: 'nowhere' }, () => false)).toEqual({ ok: false, problem });
  });
});

describe('certificate and key', () => {
  test('go together', () => {
    const problem = (environment: Record<string, string>): unknown => readConfig(environment, () => false);
    expect(problem({ TLS_CERT: 'cert.pem' })).toEqual({
      ok: false,
      problem: 'TLS_KEY must be given with TLS_CERT',
    });
    expect(problem({ HTTPS: '1', TLS_KEY: 'key.pem' })).toEqual({
      ok: false,
      problem: 'TLS_CERT must be given with TLS_KEY',
    });
  });

  test('are read as files', () => {
    expect(readConfig({ TLS_CERT: '/nowhere/cert.pem', TLS_KEY: '/nowhere/key.pem' })).toEqual({
      ok: false,
      problem: 'TLS_CERT cannot be read: "/nowhere/cert.pem" (ENOENT)',
    });
  });

  test('are left alone when HTTPS is off', () => {
    expect(read({ HTTPS: '0', TLS_CERT: '/nowhere', TLS_KEY: '/nowhere' }).tls).toBe(null);
  });
});

test('PORT goes before WS_PORT', () => {
  expect(read({ PORT: '1', WS_PORT: '2' }).port).toBe(1);
});

test('LOG_LEVEL goes before what NODE_ENV suggests', () => {
  expect(read({ NODE_ENV: 'development', LOG_LEVEL: 'warn' }).logLevel).toBe('warn');
});

test('a client that was built is served without being asked to', () => {
  expect(read({}, ['dist']).clientDir).toBe('dist');
  expect(read({ CLIENT_DIR: '' }, ['dist']).clientDir).toBe(null);
});

test('the manual has every variable, with its default and what it does, and no other', () => {
  const rows = Object.entries(Environment.entries).map(([name, schema]) => {
    const byDefault = v.getDefault(schema);
    return [`\`${name}\``, byDefault === undefined ? '' : `\`${byDefault}\``, v.getDescription(schema)];
  });
  const [, table = ''] = readManual().split('| variable');
  const printed = table
    .split('\n\n', 1)
    .join()
    .split('\n')
    .slice(2)
    .filter((line) => line !== '')
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
  expect(printed).toEqual(rows);
});
