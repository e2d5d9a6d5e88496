import type { Redis } from '../../redis/index.ts';
import type { Lease } from './lease.ts';
import { OWNER_TTL_MS } from './owners.ts';

/** Records are confirmed well before they end, and whatever went wrong unnoticed ends then. */
const CONFIRM_EVERY_MS = OWNER_TTL_MS / 3;

export interface AttachmentOptions {
  readonly redis: Redis;
  readonly lease: Lease;
  readonly leaseMs: number;
  /** Compares all that this instance has with Redis, and writes what is missing there. Throws a RedisFailure. */
  readonly reconcile: () => Promise<void>;
  /** Called with each renewal of the lease. */
  readonly onRenewed: () => void;
}

/**
 * Whether what this instance has is what Redis has.
 *
 * `attached`: it is, as long as the lease is held · `checking`: it is being compared; nothing is delivered or kept
 * meanwhile · `detached`: Redis is out of reach, and the instance goes on with what it knows.
 */
export class Attachment {
  readonly #options: AttachmentOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;
  #checking: Promise<void> | null = null;
  #attached = false;
  /** Something could not be written. */
  #faulty = false;
  #confirmedAt = 0;
  #closed = false;

  constructor(options: AttachmentOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#renew(), options.leaseMs / 4).unref();
    this.#stopListening = options.redis.onRecovered(() => void this.check());
  }

  get attached(): boolean {
    return this.#attached && !this.#faulty && this.#checking === null;
  }

  /** When an instance that may have slept past its lease knows what it still has; `null`: it knows. */
  gate(): Promise<void> | null {
    if (this.#checking !== null) return this.#checking;
    if (!this.#attached || this.#options.lease.held) return null;
    return this.check();
  }

  /** Something could not be written to Redis: it is made up for soon. */
  fault(): void {
    this.#faulty = true;
  }

  /** Never rejects. */
  check(): Promise<void> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null;
    });
    return this.#checking;
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#stopListening();
  }

  async #check(): Promise<void> {
    this.#attached = false;
    if (this.#closed || !this.#options.redis.connected) return;
    this.#faulty = false;
    try {
      await this.#options.lease.renew();
      await this.#options.reconcile();
    } catch {
      // The client of Redis has logged it; the next renewal tries again.
      return;
    }
    this.#attached = true;
    this.#confirmedAt = performance.now();
  }

  async #renew(): Promise<void> {
    if (this.#checking !== null || this.#closed) return;
    const due = performance.now() - this.#confirmedAt > CONFIRM_EVERY_MS;
    if (!this.#attached || this.#faulty || due) return this.check();
    try {
      if (!(await this.#options.lease.renew())) return await this.check();
      this.#options.onRenewed();
    } catch {
      // Known soon by `redis.connected`, and once the lease is over by `gate`.
      this.fault();
    }
  }
}
