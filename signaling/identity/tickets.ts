/**
 * Tickets: JSON Web Tokens (RFC 7519, HS256) that the service gives out and checks itself.
 *
 * Signed by Node's own HMAC, and not by jose, whose asynchronous WebCrypto costs each connection four times as
 * much and a wait (docs/decisions/0011). What is made here jose reads, and the other way round.
 */
import * as v from 'valibot';
import { type AuthCode, CLOCK_TOLERANCE_S, type Refused, refused, type Signed } from './authentication.ts';
import { isDrawnId } from './names.ts';
import { readJwt, type UnverifiedJwt, writePart } from './jwt.ts';
import { isSame, type SigningKeys } from './keys.ts';
import { isPeerId } from '../protocol/index.ts';

/** RFC 8725, section 3.11: a type of their own, so that no other token passes for a ticket. */
const TICKET_TYPE = 'ticket+jwt';
const TICKET_ISSUER = 'signaling';

/** A header with anything else in it, such as `crit`, asks for what is not done here. */
const Header = v.strictObject({ alg: v.string(), typ: v.literal(TICKET_TYPE), kid: v.string() });

const Claims = v.object({
  sub: v.pipe(v.string(), v.check(isPeerId)),
  /** RFC 7800: whose key the id belongs to. */
  cnf: v.object({ jkt: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)) }),
  /** s since 1970, as all times in a token. */
  exp: v.number(),
  nbf: v.optional(v.number()),
});

/** What the service itself has signed, whether or not it is in time. */
export interface Ticket {
  readonly ok: true;
  readonly id: string;
  /** The thumbprint (RFC 7638) of the key that the id belongs to. */
  readonly thumbprint: string;
  /** Why it is not valid now, if it is not. */
  readonly untimely: AuthCode | null;
}

/** `later`: it cannot be told at the moment. */
export type Recalled =
  | { readonly outcome: 'had'; readonly id: string }
  | { readonly outcome: 'nothing' }
  | { readonly outcome: 'later' };

/** Whether a token says of itself that it is a ticket, and so must be a good one. */
export function isTicket({ header, payload }: UnverifiedJwt): boolean {
  return header['typ'] === TICKET_TYPE || payload['iss'] === TICKET_ISSUER;
}

/** Whom an id belongs to, as the realm compares it. */
export function ownerOfKey(thumbprint: string): string {
  return `key:${thumbprint}`;
}

export class Tickets {
  readonly #keys: SigningKeys;
  readonly #ttlSeconds: number;
  readonly #now: () => number;

  /** @param now epoch ms */
  constructor(keys: SigningKeys, ttlSeconds: number, now: () => number = Date.now) {
    this.#keys = keys;
    this.#ttlSeconds = ttlSeconds;
    this.#now = now;
  }

  issue(id: string, thumbprint: string): string {
    const { kid, sign } = this.#keys.current;
    const iat = Math.floor(this.#now() / 1000);
    const header = writePart({ alg: 'HS256', typ: TICKET_TYPE, kid });
    const claims = {
      iss: TICKET_ISSUER,
      sub: id,
      cnf: { jkt: thumbprint },
      iat,
      exp: iat + this.#ttlSeconds,
    };
    const signingInput = `${header}.${writePart(claims)}`;
    return `${signingInput}.${sign(signingInput)}`;
  }

  /** Reads a ticket that may have run out, as a client that comes back after a night has it. */
  read({ header, payload, signingInput, signature }: UnverifiedJwt): Ticket | Refused {
    if (header['alg'] !== 'HS256') return refused('auth/algorithm');
    if (payload['iss'] !== TICKET_ISSUER) return refused('auth/issuer');
    if (!v.is(Header, header)) return refused('auth/malformed');
    const key = this.#keys.byKid(header.kid);
    if (key === null) return refused('auth/unknown-key');
    if (!isSame(key.sign(signingInput), signature)) return refused('auth/signature');
    const claims = v.safeParse(Claims, payload);
    if (!claims.success) return refused('auth/malformed');
    const { sub, cnf, exp, nbf = 0 } = claims.output;
    const now = this.#now() / 1000;
    const isOver = exp + CLOCK_TOLERANCE_S <= now;
    const untimely = isOver ? 'auth/expired' : nbf - CLOCK_TOLERANCE_S > now ? 'auth/not-yet-valid' : null;
    return { ok: true, id: sub, thumbprint: cnf.jkt, untimely };
  }

  /**
   * The id that a key has had, going by a ticket that its browser kept, however old.
   *
   * In the memory of one process, what an earlier run signed cannot be checked, and what it reserved is forgotten. It is
   * believed then, as far as it could have been true, so that a restart takes nobody's id away.
   */
  recall(text: string, thumbprint: string): Recalled {
    const jwt = readJwt(text);
    if (jwt === null) return { outcome: 'nothing' };
    const ticket = this.read(jwt);
    if (ticket.ok) return had(ticket.id, ticket.thumbprint === thumbprint);
    if (ticket.code !== 'auth/unknown-key') return { outcome: 'nothing' };
    if (this.#keys.secrecy === 'unsettled') return { outcome: 'later' };
    const claims = v.safeParse(Claims, jwt.payload);
    if (this.#keys.secrecy === 'kept' || !claims.success) return { outcome: 'nothing' };
    const { sub, cnf } = claims.output;
    return had(sub, cnf.jkt === thumbprint && isDrawnId(sub));
  }

  /** Reads one that must be valid now. */
  verify(jwt: UnverifiedJwt): Signed | Refused {
    const ticket = this.read(jwt);
    if (!ticket.ok) return ticket;
    if (ticket.untimely !== null) return refused(ticket.untimely);
    return { ok: true, owner: ownerOfKey(ticket.thumbprint), subject: ticket.id, rooms: null };
  }
}

function had(id: string, isTrue: boolean): Recalled {
  return isTrue ? { outcome: 'had', id } : { outcome: 'nothing' };
}
