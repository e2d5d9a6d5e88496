/** Nonces that the service recognizes without having kept them: `<end, s in base 36>.<random>.<HMAC>`. */
import { randomBytes } from 'node:crypto';
import type { SigningKeys } from './keys.ts';

/** From the nonce to the proof, s: two requests of one page. */
const NONCE_TTL_S = 60;

/** Longest nonce there is. */
export const NONCE_MAX_LENGTH = 96;

const NONCE = /^([0-9a-z]{1,9})\.([\w-]{22})\.([\w-]{43})$/;

export class Nonces {
  readonly #keys: SigningKeys;
  readonly #now: () => number;

  /** @param now epoch ms */
  constructor(keys: SigningKeys, now: () => number = Date.now) {
    this.#keys = keys;
    this.#now = now;
  }

  draw(): string {
    const until = Math.floor(this.#now() / 1000) + NONCE_TTL_S;
    const nonce = `${until.toString(36)}.${randomBytes(16).toString('base64url')}`;
    return `${nonce}.${this.#keys.current.sign(signedText(nonce))}`;
  }

  /** Whether it was drawn here, or on an instance with the same secret, within the last minute. */
  check(text: string): boolean {
    const [, until, random, signature] = NONCE.exec(text) ?? [];
    if (until === undefined || signature === undefined) return false;
    if (Number.parseInt(until, 36) * 1000 < this.#now()) return false;
    return this.#keys.signed(signedText(`${until}.${random}`), signature);
  }
}

/** No signature of a nonce is one of a ticket, whose text begins with `eyJ`. */
function signedText(nonce: string): string {
  return `nonce.${nonce}`;
}
