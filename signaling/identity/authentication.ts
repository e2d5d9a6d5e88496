/** What comes of looking at a token. */

/** Why a token is refused. */
export type AuthCode =
  /** There is none, or none of the kinds that are let in. */
  | 'auth/missing'
  /** Too long, or a claim is missing, unknown, or of another type than it should be. */
  | 'auth/malformed'
  /** Signed by another algorithm than this issuer's, or by none. */
  | 'auth/algorithm'
  | 'auth/signature'
  | 'auth/expired'
  | 'auth/not-yet-valid'
  | 'auth/issuer'
  | 'auth/audience'
  /** It stands for another id than the one that is asked for. */
  | 'auth/subject'
  /** Signed by a key that is not, or no longer, one of the issuer's. */
  | 'auth/unknown-key'
  /** The keys of the outside issuer cannot be had at the moment. */
  | 'auth/keys-unavailable';

export interface Refused {
  readonly ok: false;
  readonly code: AuthCode;
}

/** Who has proved by a signed token who they are. */
export interface Signed {
  readonly ok: true;
  /** `key:<RFC 7638 thumbprint>`, or `sub:<hash of an outside issuer and its subject>`. */
  readonly owner: string;
  /** Whom the token stands for: a peer id, unless the issuer has names of another form. */
  readonly subject: string;
  /** The rooms that it opens; `null`: all. */
  readonly rooms: readonly string[] | null;
}

/** How far the clocks of two machines may be apart, s. */
export const CLOCK_TOLERANCE_S = 5;

export function refused(code: AuthCode): Refused {
  return { ok: false, code };
}
