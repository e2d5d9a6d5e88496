/** Tokens of an outside issuer: somebody else's service that knows who people are. */
import { hash } from 'node:crypto';
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyOptions,
} from 'jose';
import * as v from 'valibot';
import type { OutsideIssuer } from '../config/index.ts';
import { type AuthCode, CLOCK_TOLERANCE_S, type Refused, refused, type Signed } from './authentication.ts';

export interface JwksTimes {
  /** Keys are fetched again, behind what is going on, when they are older than this. */
  readonly refreshMs: number;
  /** While they cannot be fetched, the last ones serve for so long. */
  readonly maxAgeMs: number;
  /** Least time between two fetches because of an unknown key id, and after one that failed. */
  readonly coolDownMs: number;
  /** Longest wait for an answer. */
  readonly timeoutMs: number;
}

export const JWKS_TIMES: JwksTimes = {
  refreshMs: 600_000,
  maxAgeMs: 3_600_000,
  coolDownMs: 30_000,
  timeoutMs: 3_000,
};

/** RFC 7517; what each key is like, jose checks. */
const KeySet = v.object({ keys: v.array(v.looseObject({ kty: v.string() })) });

/** A list, or texts with white space between, as in the `scope` of OAuth 2.0. */
const Rooms = v.union([
  v.array(v.string()),
  v.pipe(
    v.string(),
    v.transform((text) => text.split(/\s+/).filter((room) => room !== '')),
  ),
]);

export interface IssuerLog {
  warn(fields: object, message: string): void;
}

export interface OutsideTokensOptions {
  readonly times?: Partial<JwksTimes>;
  readonly log?: IssuerLog | undefined;
}

type Verify = (token: string, options: JWTVerifyOptions) => Promise<JWTPayload>;

export class OutsideTokens {
  readonly #verify: Verify;
  readonly #options: JWTVerifyOptions;
  readonly #roomsClaim: string | null;

  constructor(
    { algorithms, secret, jwksUrl, issuer, audience, roomsClaim }: OutsideIssuer,
    { times, log }: OutsideTokensOptions = {},
  ) {
    this.#verify =
      secret === null
        ? byPublicKeys(new URL(jwksUrl ?? ''), { ...JWKS_TIMES, ...times }, log)
        : bySecret(secret);
    this.#options = {
      // Never what the token asks for: `none`, or a public key taken for a secret.
      algorithms: [...algorithms],
      ...(issuer === null ? {} : { issuer }),
      ...(audience === null ? {} : { audience }),
      requiredClaims: ['sub', 'exp'],
      clockTolerance: CLOCK_TOLERANCE_S,
    };
    this.#roomsClaim = roomsClaim;
  }

  async verify(token: string): Promise<Signed | Refused> {
    let claims: JWTPayload;
    try {
      claims = await this.#verify(token, this.#options);
    } catch (error) {
      return refused(codeOf(error));
    }
    const { iss = '', sub } = claims;
    if (typeof sub !== 'string' || sub === '') return refused('auth/subject');
    const rooms = this.#roomsOf(claims);
    if (rooms === 'malformed') return refused('auth/malformed');
    // Hashed, so that a name of any length may be compared and kept, and no store learns it.
    const owner = `sub:${hash('sha256', JSON.stringify([iss, sub]), 'base64url')}`;
    return { ok: true, owner, subject: sub, rooms };
  }

  /** A token without the claim opens no room: forgetting a limit must not lift it. */
  #roomsOf(claims: JWTPayload): readonly string[] | null | 'malformed' {
    if (this.#roomsClaim === null) return null;
    if (!Object.hasOwn(claims, this.#roomsClaim)) return [];
    const rooms = v.safeParse(Rooms, claims[this.#roomsClaim]);
    return rooms.success ? rooms.output : 'malformed';
  }
}

function bySecret(secret: string): Verify {
  // Once: jose would import the bytes for each token.
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = crypto.subtle.importKey('raw', Buffer.from(secret), algorithm, false, ['verify']);
  return async (token, options) => (await jwtVerify(token, await key, options)).payload;
}

function byPublicKeys(
  url: URL,
  { refreshMs, maxAgeMs, coolDownMs, timeoutMs }: JwksTimes,
  log: IssuerLog | undefined,
): Verify {
  let fetchedAt = -Infinity;
  let failedAt = -Infinity;
  const keys = createRemoteJWKSet(url, {
    cacheMaxAge: maxAgeMs,
    cooldownDuration: coolDownMs,
    timeoutDuration: timeoutMs,
    // jose asks again for each token when the last fetch failed.
    [customFetch]: async (from, options) => {
      if (Date.now() - failedAt < coolDownMs) throw new Error('cooling down');
      try {
        const response = await fetch(from, options);
        if (response.status !== 200) throw new Error(`status ${response.status}`);
        const keySet = v.parse(KeySet, await response.json());
        fetchedAt = Date.now();
        return Response.json(keySet);
      } catch (error) {
        failedAt = Date.now();
        log?.warn({ url: url.href, reason: String(error) }, 'the keys of the outside issuer cannot be had');
        throw error;
      }
    },
  });
  return async (token, options) => {
    if (Date.now() - fetchedAt > refreshMs && keys.fresh) {
      // A failure shows when the keys are too old.
      keys.reload().catch(() => undefined);
    }
    return (await jwtVerify(token, keys, options)).payload;
  };
}

/** The codes of jose's errors are listed in its `util/errors`. */
function codeOf(error: unknown): AuthCode {
  if (error instanceof errors.JWTClaimValidationFailed) return codeOfClaim(error.claim);
  // Whatever else is thrown comes from fetching keys, or from keys that are none.
  if (!(error instanceof errors.JOSEError)) return 'auth/keys-unavailable';
  switch (error.code) {
    case 'ERR_JOSE_ALG_NOT_ALLOWED':
      return 'auth/algorithm';
    case 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED':
      return 'auth/signature';
    case 'ERR_JWT_EXPIRED':
      return 'auth/expired';
    case 'ERR_JWKS_NO_MATCHING_KEY':
    case 'ERR_JWKS_MULTIPLE_MATCHING_KEYS':
      return 'auth/unknown-key';
    case 'ERR_JOSE_NOT_SUPPORTED':
    case 'ERR_JWS_INVALID':
    case 'ERR_JWT_INVALID':
      return 'auth/malformed';
    default:
      return 'auth/keys-unavailable';
  }
}

function codeOfClaim(claim: string): AuthCode {
  switch (claim) {
    case 'nbf':
      return 'auth/not-yet-valid';
    case 'iss':
      return 'auth/issuer';
    case 'aud':
      return 'auth/audience';
    case 'sub':
      return 'auth/subject';
    default:
      return 'auth/malformed';
  }
}
