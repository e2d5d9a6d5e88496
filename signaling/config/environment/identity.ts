import * as v from 'valibot';
import { Flag, listOf, matching, optional, secret, variable, wholeNumber } from './variable.ts';

/** Those whose keys are public; with HS256 the issuer and the service share one. */
export const PUBLIC_KEY_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;

const ALGORITHMS: ReadonlySet<string> = new Set(['HS256', ...PUBLIC_KEY_ALGORITHMS]);

/** RFC 7518, section 3.2: the key of HS256 has at least 256 bits. */
const HS256_KEY_LENGTH = 32;

const Text = matching(/^[^\s].{0,255}$/, 'must be 1 to 256 characters');

/** Whose tokens are good for what. */
export const IDENTITY = {
  ENABLE_AUTH: variable(
    Flag,
    'false',
    'Whether only tickets of the service and tokens of `JWT_SECRET` or `JWKS_URL` are let in.',
  ),
  TICKET_SECRET: optional(
    secret(HS256_KEY_LENGTH),
    'Signs tickets, the same on all instances; not set, one is drawn, and kept in Redis if there is one.',
  ),
  TICKET_SECRET_PREVIOUS: optional(
    secret(HS256_KEY_LENGTH),
    'Still accepted while `TICKET_SECRET` is being changed.',
  ),
  TICKET_TTL_SECONDS: variable(wholeNumber(1, 86_400), '600', 'How long a ticket is good.'),
  ID_RESERVE_DAYS: variable(
    wholeNumber(1, 3650),
    '30',
    'How long an ID is kept for its key after it was last seen.',
  ),
  JWT_ALG: optional(
    listOf((name) => ALGORITHMS.has(name), `must be HS256, or some of ${PUBLIC_KEY_ALGORITHMS.join(', ')}`),
    'Algorithm of an outside issuer; not set, HS256 with `JWT_SECRET`, and RS256, ES256 and EdDSA with `JWKS_URL`.',
  ),
  JWT_SECRET: optional(secret(HS256_KEY_LENGTH), 'What an outside issuer signs with HS256.'),
  JWKS_URL: optional(
    v.pipe(v.string(), v.check(isSafeUrl, 'must be an https: URL (http: on this machine only)')),
    'Where the public keys of an outside issuer are.',
  ),
  JWT_ISSUER: optional(Text, 'The `iss` that its tokens must have.'),
  JWT_AUDIENCE: optional(Text, 'The `aud` that its tokens must have.'),
  ROOMS_CLAIM: optional(
    matching(/^[\w.:/-]{1,128}$/, 'must be the name of a claim'),
    'The claim of its tokens that lists the rooms they open; not set, all of them.',
  ),
};

/** Who answers in the place of an issuer decides who is let in. */
function isSafeUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url?.protocol === 'https:') return true;
  return url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}
