/**
 * Gets this browser's ID and its ticket from the service, against a signature. The ticket goes with every connection as
 * PeerJS's token. The exchange is in docs/protocol.md.
 */
import * as v from 'valibot';
import { isPeerId, TOKEN_MAX_LENGTH } from '../../../signaling/protocol/index.ts';
import type { BrowserKey } from './keys.ts';

/** What is asked for. */
export interface TicketRequest {
  /** An earlier ticket of this browser, expired or not: the ID in it is asked for again. */
  readonly ticket: string | null;
  /** Gives that ID up and asks for another one. */
  readonly draw: boolean;
}

export type TicketOutcome =
  | {
      readonly type: 'granted';
      readonly id: string;
      readonly ticket: string;
      /** From now on, ms. */
      readonly ttlMs: number;
      /** False when the key is gone after a reload, and the ID with it. */
      readonly kept: boolean;
    }
  /** There are no tickets to be had: from this service, or by this browser. A random token does instead. */
  | { readonly type: 'none' }
  /** Not now. `retryAfterMs`: as the service wants it, 0 if it did not say. */
  | { readonly type: 'away'; readonly retryAfterMs: number };

export interface TicketIssuer {
  /** Never rejects. */
  issue(request: TicketRequest): Promise<TicketOutcome>;
}

/** Longest wait for one answer, ms. */
const ANSWER_TIMEOUT_MS = 5_000;

const Challenge = v.object({ nonce: v.pipe(v.string(), v.nonEmpty(), v.maxLength(1024)) });
const Grant = v.object({
  id: v.pipe(v.string(), v.check(isPeerId)),
  ticket: v.pipe(v.string(), v.nonEmpty(), v.maxLength(TOKEN_MAX_LENGTH)),
  ttlSeconds: v.pipe(v.number(), v.finite(), v.minValue(1)),
});

const NONE: TicketOutcome = { type: 'none' };
const AWAY: TicketOutcome = { type: 'away', retryAfterMs: 0 };

/**
 * @param base the service's HTTP base, for instance `https://host:port/peerjs`; null while nobody knows it
 * @param openKey makes or loads the browser's key; asked once
 */
export function createIssuer(
  base: () => string | null,
  openKey: () => Promise<BrowserKey | null>,
): TicketIssuer {
  let key: Promise<BrowserKey | null> | null = null;
  /** A service that knows no tickets is not asked at every connect. */
  let knowsNone = false;

  async function ask(url: string, request: TicketRequest): Promise<TicketOutcome> {
    key ??= openKey();
    const mine = await key;
    if (mine === null) return NONE;
    const challenge = await fetch(url, options());
    if (!challenge.ok) return refusal(challenge);
    const { nonce } = v.parse(Challenge, await challenge.json());
    const body = JSON.stringify({ proof: await prove(mine, nonce, request) });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { ...options(), method: 'POST', headers, body });
    if (!answer.ok) return refusal(answer);
    const { id, ticket, ttlSeconds } = v.parse(Grant, await answer.json());
    return { type: 'granted', id, ticket, ttlMs: ttlSeconds * 1_000, kept: mine.kept };
  }

  function refusal({ status, headers }: Response): TicketOutcome {
    // 403: an outside issuer decides who comes in.
    if (status === 404 || status === 403) {
      knowsNone = true;
      return NONE;
    }
    const seconds = Number(headers.get('retry-after') ?? 0);
    return { type: 'away', retryAfterMs: seconds > 0 ? seconds * 1_000 : 0 };
  }

  return {
    async issue(request) {
      const found = base();
      if (found === null) return AWAY;
      if (knowsNone) return NONE;
      // Not there, too late, or an answer that makes no sense: each may be better next time.
      return ask(`${found}/identity`, request).catch(() => AWAY);
    },
  };
}

function options(): RequestInit {
  return { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) };
}

/** A compact JWS (RFC 7515) that carries the public half of the key that signed it. */
async function prove(key: BrowserKey, nonce: string, { ticket, draw }: TicketRequest): Promise<string> {
  // Only who gets a ticket needs it, and after the first paint.
  const { CompactSign } = await import('jose/jws/compact/sign');
  const payload = { nonce, ...(ticket !== null && { ticket }), ...(draw && { draw }) };
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({
      alg: 'EdDSA',
      typ: 'identity+jwt',
      jwk: { kty: 'OKP', crv: 'Ed25519', x: key.x },
    })
    .sign(key.privateKey);
}
