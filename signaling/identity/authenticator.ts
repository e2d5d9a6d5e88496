/** Which token stands for which id. */
import { hash, randomUUID } from 'node:crypto';
import { isPeerId, TOKEN_MAX_LENGTH } from '../protocol/index.ts';
import { type Refused, refused, type Signed } from './authentication.ts';
import { readJwt } from './jwt.ts';
import type { OutsideTokens } from './outside.ts';
import { isTicket, type Tickets } from './tickets.ts';

/** Who a client is, or why it is not let in. */
export type Authentication =
  | {
      readonly ok: true;
      /** Compared for equality: `token:...`, `key:...` or `sub:...`. Nothing secret, since stores keep it. */
      readonly owner: string;
      /** The rooms that may be joined; `null`: all. */
      readonly rooms: readonly string[] | null;
      /** The id that the token stands for, when none was asked for and it names one. */
      readonly id?: string;
    }
  | Refused;

export interface TokenAuthenticatorOptions {
  readonly tickets: Tickets;
  /** `null`: there is no outside issuer. */
  readonly outside: OutsideTokens | null;
  /** Whether signed tokens alone are let in: those of the outside issuer if there is one, and else tickets. */
  readonly enableAuth: boolean;
}

type Later<Value> = Value | Promise<Value>;

export class TokenAuthenticator {
  readonly #tickets: Tickets;
  readonly #outside: OutsideTokens | null;
  readonly #enableAuth: boolean;

  constructor({ tickets, outside, enableAuth }: TokenAuthenticatorOptions) {
    this.#tickets = tickets;
    this.#outside = outside;
    this.#enableAuth = enableAuth;
  }

  /** Whether anybody may have an identity of the service's own. Where an outside issuer decides who comes in, nobody may. */
  get givesTickets(): boolean {
    return !this.#enableAuth || this.#outside === null;
  }

  /**
   * Whether a token stands for an id. At once unless an outside issuer has signed it. Never rejects.
   *
   * @param id `null`: any
   * @param token of the query, of any length and content; empty: none
   * @param bearer of `Authorization: Bearer`, which goes before the token of the query; `null`: none
   */
  authenticate(id: string | null, token: string, bearer: string | null): Later<Authentication> {
    const given = bearer || token;
    const signed = this.signed(given);
    if (signed === null) return this.#stock(id, given);
    return signed instanceof Promise ? signed.then((later) => admit(id, later)) : admit(id, signed);
  }

  /** What a signed token says; `null`: it is none, or one of an issuer that this service does not know. Never rejects. */
  signed(token: string): Later<Signed | Refused> | null {
    if (token.length > TOKEN_MAX_LENGTH) return refused('auth/malformed');
    const jwt = readJwt(token);
    if (jwt === null) return null;
    if (isTicket(jwt)) return this.givesTickets ? this.#tickets.verify(jwt) : refused('auth/issuer');
    return this.#outside === null ? null : this.#outside.verify(token);
  }

  /** A stock PeerJS client: whoever knows the token that it made up is its owner. */
  #stock(id: string | null, token: string): Authentication {
    if (this.#enableAuth) return refused('auth/missing');
    if (token !== '') return { ok: true, owner: `token:${hash('sha256', token, 'base64url')}`, rooms: null };
    // Nobody can come back as a client without id and token.
    return id === null ? { ok: true, owner: `token:${randomUUID()}`, rooms: null } : refused('auth/missing');
  }
}

function admit(id: string | null, signed: Signed | Refused): Authentication {
  if (!signed.ok) return signed;
  const { owner, subject, rooms } = signed;
  if (id !== null) return id === subject ? { ok: true, owner, rooms } : refused('auth/subject');
  return { ok: true, owner, rooms, ...(isPeerId(subject) ? { id: subject } : {}) };
}
