/** The secrets by which tickets and nonces are signed: the one in use, and those that are still believed. */
import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Redis, RedisFailure } from '../redis/index.ts';

/** One secret. */
export interface SigningKey {
  /** Made from the secret, which it does not give away. */
  readonly kid: string;
  /** HMAC-SHA256 in base64url. */
  sign(text: string): string;
}

/** Where instances without `TICKET_SECRET` agree on one. */
export const SHARED_SECRET = 'signaling:{s:ticket}';

/** 256 bits: RFC 7518, section 3.2. */
const SECRET_BYTES = 32;

/**
 * `kept`: the secret outlives this process. `own`: it does not, so an earlier run of the service may have given out
 * tickets that nobody can check any more. `unsettled`: other instances may have one that has not been read yet.
 */
export type Secrecy = 'kept' | 'own' | 'unsettled';

export interface SigningKeysOptions {
  /** The first signs, all are believed. Empty: one is drawn. */
  readonly secrets: readonly string[];
  /** Where one that is drawn is shared with the other instances. */
  readonly redis: Redis | null;
}

export class SigningKeys {
  #secrecy: Secrecy;
  #current: SigningKey;
  readonly #byKid = new Map<string, SigningKey>();

  private constructor(secrets: readonly [string, ...string[]], secrecy: Secrecy) {
    this.#secrecy = secrecy;
    const [current, ...earlier] = secrets;
    for (const secret of earlier) this.#add(secret);
    this.#current = this.#add(current);
  }

  /**
   * Without secrets and without Redis, or until Redis is there, a secret of this process serves: tickets of
   * another instance have an unknown key then, and clients renew them.
   */
  static async open({ secrets: [current, ...earlier], redis }: SigningKeysOptions): Promise<SigningKeys> {
    if (current !== undefined) return new SigningKeys([current, ...earlier], 'kept');
    const drawn = randomBytes(SECRET_BYTES).toString('base64url');
    const keys = new SigningKeys([drawn], redis === null ? 'own' : 'unsettled');
    if (redis !== null) await keys.#share(redis, drawn);
    return keys;
  }

  get secrecy(): Secrecy {
    return this.#secrecy;
  }

  get current(): SigningKey {
    return this.#current;
  }

  byKid(kid: string): SigningKey | null {
    return this.#byKid.get(kid) ?? null;
  }

  /** Whether any of them gave a text this signature. */
  signed(text: string, signature: string): boolean {
    return [...this.#byKid.values()].some((key) => isSame(key.sign(text), signature));
  }

  #add(secret: string): SigningKey {
    const key = signingKey(createSecretKey(Buffer.from(secret)));
    this.#byKid.set(key.kid, key);
    return key;
  }

  /** The first instance's secret is everybody's. A Redis that comes back empty gets the one in use. */
  async #share(redis: Redis, drawn: string): Promise<void> {
    let secret = drawn;
    const agree = async (): Promise<void> => {
      try {
        await redis.command(SHARED_SECRET, ['SET', SHARED_SECRET, secret, 'NX']);
        const kept = String(await redis.command(SHARED_SECRET, ['GET', SHARED_SECRET]));
        if (kept.length < SECRET_BYTES) return;
        secret = kept;
        this.#current = this.#add(kept);
        this.#secrecy = 'kept';
      } catch (error) {
        // Tried again when it is back.
        if (!(error instanceof RedisFailure)) throw error;
      }
    };
    redis.onRecovered(() => void agree());
    await agree();
  }
}

/**
 * Compared in the same time wherever they differ, and as texts: a signature in which other spare bits of base64url are
 * set is another one.
 */
export function isSame(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function signingKey(secret: KeyObject): SigningKey {
  const sign = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');
  return { kid: sign('kid').slice(0, 11), sign };
}
