import type { Redis } from '../../../redis/index.ts';
import type { Lease } from './leases.ts';
import { OWNER_TTL_MS } from './owners.ts';

/** Records are confirmed well before they end, and whatever went wrong unnoticed ends then. */
const CONFIRM_EVERY_MS = OWNER_TTL_MS / 3;

/**
 * How long an instance in doubt waits for its connection to Redis to come back, ms. The first attempts of the client
 * are made within a second; then it is an outage, in which peers of one instance still reach each other.
 */
const RECONNECT_MS = 2000;

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
 * Whether what this instance has is what Redis has: it is `attached`, or Redis is out of reach, and it goes on with what
 * it knows.
 *
 * An instance that is attached and finds its lease over has slept, and others may have its peers by now: it is in
 * doubt, and delivers and keeps nothing until it has checked.
 */
export class Attachment {
  readonly #options: AttachmentOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;
  #checking: Promise<void> | null = null;
  #attached = false;
  #inDoubt = false;
  /** How often something could not be written, and how much of that was made up for. */
  #faults = 0;
  #madeUpFor = 0;
  #confirmedAt = 0;
  #closed = false;

  constructor(options: AttachmentOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#renew(), options.leaseMs / 4).unref();
    this.#stopListening = options.redis.onRecovered(() => void this.check());
  }

  get attached(): boolean {
    return this.#attached && !this.#doubtful && !this.#faulty;
  }

  get #doubtful(): boolean {
    this.#inDoubt ||= this.#attached && !this.#options.lease.held;
    return this.#inDoubt;
  }

  get #faulty(): boolean {
    return this.#faults !== this.#madeUpFor;
  }

  /** When an instance in doubt knows what it still has; `null`: there is no doubt. */
  gate(): Promise<void> | null {
    return this.#doubtful ? this.check() : null;
  }

  /** Something could not be written to Redis: it is made up for soon. */
  fault(): void {
    this.#faults += 1;
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
    let done = await this.#attempt();
    // Its connection may have broken while it slept: that is no outage yet.
    if (!done && this.#doubtful) {
      await this.#reconnection();
      done = await this.#attempt();
    }
    this.#attached = done;
    this.#inDoubt = false;
  }

  /** @returns whether it was possible */
  async #attempt(): Promise<boolean> {
    const { redis, lease, reconcile, onRenewed } = this.#options;
    if (this.#closed || !redis.connected) return false;
    const faults = this.#faults;
    try {
      do {
        await lease.renew();
        await reconcile();
      } while (!lease.held && !this.#closed);
    } catch {
      // The client of Redis has logged it; the next renewal tries again.
      return false;
    }
    this.#madeUpFor = faults;
    this.#confirmedAt = performance.now();
    onRenewed();
    return true;
  }

  async #reconnection(): Promise<void> {
    const { redis } = this.#options;
    if (redis.connected || this.#closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, RECONNECT_MS).unref();
      const stop = redis.onRecovered(done);
      function done(): void {
        clearTimeout(timer);
        stop();
        resolve();
      }
    });
  }

  async #renew(): Promise<void> {
    const { redis, lease, onRenewed } = this.#options;
    if (this.#checking === null) {
      const due = performance.now() - this.#confirmedAt > CONFIRM_EVERY_MS;
      if (!this.#attached || this.#doubtful || this.#faulty || due) return this.check();
    } else if (!lease.held) return;
    try {
      if (await lease.renew()) return onRenewed();
      this.fault();
      await this.check();
    } catch {
      this.fault();
      // Awake and without Redis: there is nothing to wait for.
      if (lease.held && !redis.connected) this.#attached = false;
    }
  }
}
