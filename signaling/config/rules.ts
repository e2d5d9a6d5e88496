/** What variables ask of each other. */
import { readTls } from '../tls.ts';
import type { Config, OutsideIssuer } from './config.ts';
import { PUBLIC_KEY_ALGORITHMS, type Variables } from './environment/index.ts';

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  /** One line that begins with the variable. */
  | { readonly ok: false; readonly problem: string };

/** @returns the first thing that does not go together, as one line that begins with the variable */
export function findConflict(env: Variables): string | null {
  if (
    env.HEALTH_PORT !== undefined &&
    env.HEALTH_PORT !== 0 &&
    env.HEALTH_PORT === (env.PORT ?? env.WS_PORT)
  ) {
    return `HEALTH_PORT must be another port than the service's own, not ${env.HEALTH_PORT}`;
  }
  if (env.BACKPRESSURE_CLOSE_THRESHOLD_BYTES < env.MESSAGE_MAX_BYTES) {
    return `BACKPRESSURE_CLOSE_THRESHOLD_BYTES must be at least MESSAGE_MAX_BYTES, which is ${env.MESSAGE_MAX_BYTES}`;
  }
  if (env.TICKET_SECRET_PREVIOUS !== undefined && env.TICKET_SECRET === undefined) {
    return 'TICKET_SECRET must be given with TICKET_SECRET_PREVIOUS';
  }
  if (env.TURN_URLS.length > 0 && env.TURN_SECRET === undefined) {
    return 'TURN_SECRET must be given with TURN_URLS';
  }
  if (env.TURN_URLS.length === 0 && env.TURN_SECRET !== undefined) {
    return 'TURN_URLS must be given with TURN_SECRET';
  }
  return findRedisConflict(env);
}

function findRedisConflict({
  REDIS_URL,
  REDIS_PASSWORD,
  REDIS_CA,
  REDIS_TLS_VERIFY,
}: Variables): string | null {
  if (REDIS_PASSWORD !== undefined && REDIS_URL === undefined) {
    return 'REDIS_URL must be given with REDIS_PASSWORD';
  }
  if (REDIS_CA !== undefined && REDIS_URL?.every((url) => url.startsWith('rediss:')) !== true) {
    return 'REDIS_CA needs REDIS_URL to begin with rediss:, else nothing is encrypted';
  }
  if (REDIS_CA !== undefined && REDIS_TLS_VERIFY === 'none') {
    return 'REDIS_CA is of no use with REDIS_TLS_VERIFY=none: leave one of them out';
  }
  // Without names, one of the public authorities would vouch for everybody's server.
  if (REDIS_CA === undefined && REDIS_TLS_VERIFY === 'ca') {
    return 'REDIS_CA must be given with REDIS_TLS_VERIFY=ca';
  }
  return null;
}

export function redisUrlsWithPassword({ REDIS_URL = [], REDIS_PASSWORD }: Variables): readonly string[] {
  if (REDIS_PASSWORD === undefined) return REDIS_URL;
  return REDIS_URL.map((text) => {
    const url = new URL(text);
    // The setter alone leaves `%` as it is, which would then be read as an escape.
    url.password = encodeURIComponent(REDIS_PASSWORD);
    return url.href;
  });
}

/** Both files or none; with none, HTTPS makes its own. */
export function chooseTls({ HTTPS, TLS_CERT, TLS_KEY }: Variables): Outcome<Config['tls']> {
  if (TLS_CERT === undefined && TLS_KEY === undefined) {
    return { ok: true, value: HTTPS === true ? 'own' : null };
  }
  if (TLS_CERT === undefined) return { ok: false, problem: 'TLS_CERT must be given with TLS_KEY' };
  if (TLS_KEY === undefined) return { ok: false, problem: 'TLS_KEY must be given with TLS_CERT' };
  if (HTTPS === false) return { ok: true, value: null };
  const read = readTls(TLS_CERT, TLS_KEY);
  return read.ok ? { ok: true, value: read.tls } : read;
}

/** Tokens signed with a shared secret, or with keys whose public halves are at a URL. */
export function chooseIssuer(env: Variables): Outcome<OutsideIssuer | null> {
  const { JWT_ALG, JWT_SECRET, JWKS_URL } = env;
  const shared = JWT_SECRET !== undefined;
  if (shared && JWKS_URL !== undefined) {
    return { ok: false, problem: 'JWT_SECRET and JWKS_URL are two issuers: give one of them' };
  }
  if (!shared && JWKS_URL === undefined) return withoutIssuer(env);
  const algorithms: readonly string[] = JWT_ALG ?? (shared ? ['HS256'] : PUBLIC_KEY_ALGORITHMS);
  if (algorithms.some((algorithm) => (algorithm === 'HS256') !== shared)) {
    const given = shared ? 'JWT_SECRET' : 'JWKS_URL';
    return { ok: false, problem: `JWT_ALG=${algorithms.join(',')} does not go with ${given}` };
  }
  return {
    ok: true,
    value: {
      algorithms,
      secret: JWT_SECRET ?? null,
      jwksUrl: JWKS_URL ?? null,
      issuer: env.JWT_ISSUER ?? null,
      audience: env.JWT_AUDIENCE ?? null,
      roomsClaim: env.ROOMS_CLAIM ?? null,
    },
  };
}

/** What is said of an issuer must not be lost in silence because the issuer itself is missing. */
function withoutIssuer(env: Variables): Outcome<null> {
  if (env.JWT_ALG !== undefined) {
    const missing = env.JWT_ALG.includes('HS256') ? 'JWT_SECRET' : 'JWKS_URL';
    return { ok: false, problem: `${missing} must be given with JWT_ALG=${env.JWT_ALG.join(',')}` };
  }
  for (const name of ['JWT_ISSUER', 'JWT_AUDIENCE', 'ROOMS_CLAIM'] as const) {
    if (env[name] !== undefined) return { ok: false, problem: `${name} needs JWT_SECRET or JWKS_URL` };
  }
  return { ok: true, value: null };
}
