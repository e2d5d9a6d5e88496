/**
 * Proofs: a nonce of the service, signed by the key pair of a browser. A compact JWS (RFC 7515) by Ed25519 (RFC 8037)
 * whose header brings the public key along.
 */
import * as v from 'valibot';
import { TOKEN_MAX_LENGTH } from '../protocol/index.ts';
import { readJwt } from './jwt.ts';
import { NONCE_MAX_LENGTH } from './nonces.ts';

export const PROOF_TYPE = 'identity+jwt';

/** Longest proof: header, nonce and the longest ticket, in base64url. */
export const PROOF_MAX_LENGTH = 3500;

/** 32 bytes in their one spelling: another would give the same key another thumbprint. */
const Coordinate = v.pipe(
  v.string(),
  v.regex(/^[\w-]{43}$/),
  v.check((x) => Buffer.from(x, 'base64url').toString('base64url') === x),
);

const Header = v.object({
  alg: v.literal('EdDSA'),
  typ: v.literal(PROOF_TYPE),
  /** An exported key has more fields, which say nothing here. */
  jwk: v.object({ kty: v.literal('OKP'), crv: v.literal('Ed25519'), x: Coordinate }),
});

const Payload = v.object({
  nonce: v.pipe(v.string(), v.maxLength(NONCE_MAX_LENGTH)),
  /** An earlier ticket of the same key; empty: none. */
  ticket: v.optional(v.pipe(v.string(), v.maxLength(TOKEN_MAX_LENGTH)), ''),
  /** Gives the id up for another one. */
  draw: v.optional(v.boolean(), false),
});

export interface Proof extends v.InferOutput<typeof Payload> {
  /** Whether the key in the header has signed it. Never rejects. */
  verify(): Promise<boolean>;
  /** RFC 7638, SHA-256, base64url. */
  thumbprint(): Promise<string>;
}

/** Loaded with the first proof: a service starts without its 46 files. */
const jose = () => import('jose');

/** @returns `null`: it is no proof; nothing is verified yet */
export function readProof(text: string): Proof | null {
  if (text.length > PROOF_MAX_LENGTH) return null;
  const jwt = readJwt(text);
  if (jwt === null) return null;
  const header = v.safeParse(Header, jwt.header);
  const payload = v.safeParse(Payload, jwt.payload);
  if (!header.success || !payload.success) return null;
  const { jwk } = header.output;
  return {
    ...payload.output,
    verify: async () => {
      const { compactVerify, importJWK } = await jose();
      try {
        await compactVerify(text, await importJWK(jwk, 'EdDSA'), { algorithms: ['EdDSA'] });
        return true;
      } catch {
        // Of several kinds: for a signature, for a point that is not on the curve, for a header that asks for more.
        return false;
      }
    },
    thumbprint: async () => (await jose()).calculateJwkThumbprint(jwk),
  };
}
