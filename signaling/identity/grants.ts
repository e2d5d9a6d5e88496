/** A proof comes in, an id and its ticket go out. */
import * as v from 'valibot';
import type { Identities } from './identities.ts';
import type { Nonces } from './nonces.ts';
import { PROOF_MAX_LENGTH, readProof } from './proof.ts';
import type { Tickets } from './tickets.ts';

/** Why there is no ticket. */
export type IdentityCode =
  /** Not a proof, or too long. */
  | 'identity/malformed'
  /** The nonce is older than a minute, or not of this service: ask for another. */
  | 'identity/nonce'
  /** The key in the header has not signed the proof. */
  | 'identity/signature'
  /** An outside issuer decides who comes in: see `ENABLE_AUTH`. */
  | 'identity/closed'
  /** Asked for too often. */
  | 'identity/rate'
  /** No free id was found. */
  | 'identity/exhausted'
  /** The earlier ticket cannot be checked before Redis is there: ask again later. */
  | 'identity/unavailable';

/** What the endpoint answers. */
export interface Identity {
  readonly id: string;
  /** Sent as `token` with the id. */
  readonly ticket: string;
  readonly ttlSeconds: number;
  /** The id that the key had before, which somebody else has taken since it ran out. */
  readonly replaced?: string;
}

export type Grant =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly code: IdentityCode };

export interface GrantsOptions {
  readonly identities: Identities;
  readonly nonces: Nonces;
  readonly tickets: Tickets;
  readonly ticketTtlSeconds: number;
}

const Body = v.object({ proof: v.pipe(v.string(), v.maxLength(PROOF_MAX_LENGTH)) });

export class Grants {
  readonly #options: GrantsOptions;

  constructor(options: GrantsOptions) {
    this.#options = options;
  }

  nonce(): string {
    return this.#options.nonces.draw();
  }

  /** @param body `{ proof }`, or anything else that somebody sent */
  async grant(body: unknown): Promise<Grant> {
    const { identities, nonces, tickets, ticketTtlSeconds } = this.#options;
    const read = v.safeParse(Body, body);
    const proof = read.success ? readProof(read.output.proof) : null;
    if (proof === null) return refuse('identity/malformed');
    // First what costs little.
    if (!nonces.check(proof.nonce)) return refuse('identity/nonce');
    if (!(await proof.verify())) return refuse('identity/signature');
    const thumbprint = await proof.thumbprint();
    const earlier = tickets.recall(proof.ticket, thumbprint);
    // A new id now would take the old one away.
    if (earlier.outcome === 'later') return refuse('identity/unavailable');
    const earlierId = earlier.outcome === 'had' ? earlier.id : null;
    const given = await identities.idFor({ thumbprint, earlierId, draw: proof.draw });
    if (given === null) return refuse('identity/exhausted');
    const { id, replaced } = given;
    const ticket = tickets.issue(id, thumbprint);
    const identity = { id, ticket, ttlSeconds: ticketTtlSeconds };
    return { ok: true, identity: replaced === null ? identity : { ...identity, replaced } };
  }
}

function refuse(code: IdentityCode): Grant {
  return { ok: false, code };
}
