import { describe, expect, test } from 'vitest';
import { createAuthority } from '../testing/authority.ts';
import { readConfig } from './index.ts';

const SECRET = 's'.repeat(32);
const { cert: CA } = await createAuthority('Redis');

function problemOf(environment: Record<string, string>): string | null {
  const read = readConfig(environment, () => false);
  return read.ok ? null : read.problem;
}

function issuerOf(environment: Record<string, string>) {
  const read = readConfig(environment, () => false);
  if (!read.ok) throw new Error(read.problem);
  return read.config.jwt;
}

describe('certificate and key', () => {
  test('go together', () => {
    expect(problemOf({ TLS_CERT: 'cert.pem' })).toBe('TLS_KEY must be given with TLS_CERT');
    expect(problemOf({ HTTPS: '1', TLS_KEY: 'key.pem' })).toBe('TLS_CERT must be given with TLS_KEY');
  });

  test('are read as files', () => {
    expect(problemOf({ TLS_CERT: '/nowhere/cert.pem', TLS_KEY: '/nowhere/key.pem' })).toBe(
      'TLS_CERT cannot be read: "/nowhere/cert.pem" (ENOENT)',
    );
  });

  test('are left alone when HTTPS is off', () => {
    const read = readConfig({ HTTPS: '0', TLS_CERT: '/nowhere', TLS_KEY: '/nowhere' }, () => false);
    expect(read).toMatchObject({ ok: true, config: { tls: null } });
  });
});

describe('what does not go together is one line that begins with the variable', () => {
  test.each<[environment: Record<string, string>, problem: string]>([
    [{ PORT: '1', HEALTH_PORT: '1' }, "HEALTH_PORT must be another port than the service's own, not 1"],
    [{ HEALTH_PORT: '9000' }, "HEALTH_PORT must be another port than the service's own, not 9000"],
    [
      { BACKPRESSURE_CLOSE_THRESHOLD_BYTES: '65536' },
      'BACKPRESSURE_CLOSE_THRESHOLD_BYTES must be at least MESSAGE_MAX_BYTES, which is 262144',
    ],
    [{ TICKET_SECRET_PREVIOUS: SECRET }, 'TICKET_SECRET must be given with TICKET_SECRET_PREVIOUS'],
    [{ TURN_URLS: 'turn:a.example' }, 'TURN_SECRET must be given with TURN_URLS'],
    [{ TURN_SECRET: 'x' }, 'TURN_URLS must be given with TURN_SECRET'],
    [{ REDIS_PASSWORD: 'x' }, 'REDIS_URL must be given with REDIS_PASSWORD'],
    [
      { REDIS_URL: 'redis://a.example', REDIS_CA: CA },
      'REDIS_CA needs REDIS_URL to begin with rediss:, else nothing is encrypted',
    ],
    [
      { REDIS_URL: 'rediss://a.example,redis://b.example', REDIS_CA: CA },
      'REDIS_CA needs REDIS_URL to begin with rediss:, else nothing is encrypted',
    ],
    [
      { REDIS_URL: 'rediss://a.example', REDIS_CA: CA, REDIS_TLS_VERIFY: 'none' },
      'REDIS_CA is of no use with REDIS_TLS_VERIFY=none: leave one of them out',
    ],
    [
      { REDIS_URL: 'rediss://a.example', REDIS_TLS_VERIFY: 'ca' },
      'REDIS_CA must be given with REDIS_TLS_VERIFY=ca',
    ],
    [{ REQUIRE_WSS: '1' }, 'REQUIRE_WSS needs HTTPS, or TRUST_PROXY when a proxy has the certificate'],
    [
      { JWT_SECRET: SECRET, JWKS_URL: 'https://a.example' },
      'JWT_SECRET and JWKS_URL are two issuers: give one of them',
    ],
    [{ JWT_ALG: 'HS256' }, 'JWT_SECRET must be given with JWT_ALG=HS256'],
    [{ JWT_ALG: 'ES256' }, 'JWKS_URL must be given with JWT_ALG=ES256'],
    [{ JWT_ALG: 'ES256', JWT_SECRET: SECRET }, 'JWT_ALG=ES256 does not go with JWT_SECRET'],
    [
      { JWT_ALG: 'HS256,RS256', JWKS_URL: 'https://a.example' },
      'JWT_ALG=HS256,RS256 does not go with JWKS_URL',
    ],
    [{ JWT_ISSUER: 'x' }, 'JWT_ISSUER needs JWT_SECRET or JWKS_URL'],
    [{ JWT_AUDIENCE: 'x' }, 'JWT_AUDIENCE needs JWT_SECRET or JWKS_URL'],
    [{ ROOMS_CLAIM: 'x' }, 'ROOMS_CLAIM needs JWT_SECRET or JWKS_URL'],
  ])('%j', (environment, problem) => {
    expect(problemOf(environment)).toBe(problem);
  });

  test.each<[environment: Record<string, string>]>([
    [{ PORT: '0', HEALTH_PORT: '0' }],
    [{ REQUIRE_WSS: '1', HTTPS: '1' }],
    [{ REQUIRE_WSS: '1', TRUST_PROXY: '1' }],
    [{ TURN_URLS: 'turn:a.example', TURN_SECRET: 'x' }],
    [{ REDIS_TLS_VERIFY: 'none' }],
  ])('but %j does', (environment) => {
    expect(problemOf(environment)).toBe(null);
  });
});

describe('an outside issuer', () => {
  test('with a secret signs with HS256', () => {
    expect(issuerOf({ JWT_SECRET: SECRET })).toEqual({
      algorithms: ['HS256'],
      secret: SECRET,
      jwksUrl: null,
      issuer: null,
      audience: null,
      roomsClaim: null,
    });
  });

  test('with public keys signs with any of their algorithms, or those that are named', () => {
    const keys = { JWKS_URL: 'https://a.example/jwks.json' };
    expect(issuerOf(keys)?.algorithms).toEqual(['RS256', 'ES256', 'EdDSA']);
    const named = { ...keys, JWT_ALG: 'EdDSA, ES256', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a', ROOMS_CLAIM: 'r' };
    expect(issuerOf(named)).toEqual({
      algorithms: ['EdDSA', 'ES256'],
      secret: null,
      jwksUrl: 'https://a.example/jwks.json',
      issuer: 'i',
      audience: 'a',
      roomsClaim: 'r',
    });
  });
});

test('a secret that is being changed is still good for checking', () => {
  const read = readConfig({ TICKET_SECRET: SECRET, TICKET_SECRET_PREVIOUS: 'p'.repeat(32) }, () => false);
  expect(read).toMatchObject({ ok: true, config: { ticketSecrets: [SECRET, 'p'.repeat(32)] } });
});

describe('Redis', () => {
  const redisOf = (environment: Record<string, string>) => {
    const read = readConfig(environment, () => false);
    if (!read.ok) throw new Error(read.problem);
    const { redisUrls, redisTls } = read.config;
    return { redisUrls, redisTls };
  };

  test('has the password that is given apart, on every node and whatever is in it', () => {
    const { redisUrls } = redisOf({
      REDIS_URL: 'rediss://a.example:6380, rediss://user:old@b.example',
      REDIS_PASSWORD: 'p%41:/@ss',
    });
    const passwords = redisUrls.map((url) => decodeURIComponent(new URL(url).password));
    expect(passwords).toEqual(['p%41:/@ss', 'p%41:/@ss']);
    const rest = redisUrls.map((text) => text.replace(/:[^:@]*@/, '@'));
    expect(rest).toEqual(['rediss://@a.example:6380', 'rediss://user@b.example']);
  });

  test('has the authorities that are given, with ends of lines or what stands for them', () => {
    const REDIS_URL = 'rediss://a.example';
    const expected = { ca: `${CA}\n${CA}`, verify: 'ca' };
    const given = { REDIS_URL, REDIS_TLS_VERIFY: 'ca' };
    expect(redisOf({ ...given, REDIS_CA: expected.ca }).redisTls).toEqual(expected);
    const oneLine = expected.ca.replaceAll('\n', String.raw`\n`);
    expect(redisOf({ ...given, REDIS_CA: oneLine }).redisTls).toEqual(expected);
  });
});
