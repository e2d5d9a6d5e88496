/** Which id a key had last, so that a browser that has lost its ticket gets its id back. */
import { type Redis, RedisFailure } from '../redis/index.ts';

/** Most keys remembered in memory (about 40 MB); the one that was asked for longest ago is forgotten first. */
export const KEYS_MAX = 200_000;

export class KeyIds {
  readonly #redis: Redis | null;
  readonly #keepSeconds: number;
  readonly #max: number;
  /** In the order of their last use. Serves without Redis, and while it is away. */
  readonly #local = new Map<string, string>();
  /** Keys whose id Redis does not know yet. */
  readonly #unsaved = new Set<string>();

  constructor(redis: Redis | null, keepSeconds: number, max: number = KEYS_MAX) {
    this.#redis = redis;
    this.#keepSeconds = keepSeconds;
    this.#max = max;
    redis?.onRecovered(() => void this.#saveAll());
  }

  async get(thumbprint: string): Promise<string | null> {
    const local = this.#local.get(thumbprint) ?? null;
    if (this.#redis === null || this.#unsaved.has(thumbprint)) return local;
    try {
      const kept = await this.#redis.command(redisKey(thumbprint), ['GET', redisKey(thumbprint)]);
      return typeof kept === 'string' ? kept : local;
    } catch (error) {
      if (error instanceof RedisFailure) return local;
      throw error;
    }
  }

  async set(thumbprint: string, id: string): Promise<void> {
    this.#local.delete(thumbprint);
    this.#local.set(thumbprint, id);
    for (const oldest of this.#local.keys()) {
      if (this.#local.size <= this.#max) break;
      this.#local.delete(oldest);
      this.#unsaved.delete(oldest);
    }
    if (this.#redis === null) return;
    this.#unsaved.add(thumbprint);
    await this.#save(this.#redis, thumbprint, id);
  }

  /**
   * @param words more of the command's
   * @returns `false`: Redis is away
   */
  async #save(redis: Redis, thumbprint: string, id: string, ...words: string[]): Promise<boolean> {
    const key = redisKey(thumbprint);
    try {
      await redis.command(key, ['SET', key, id, 'EX', `${this.#keepSeconds}`, ...words]);
    } catch (error) {
      if (error instanceof RedisFailure) return false;
      throw error;
    }
    if (this.#local.get(thumbprint) === id) this.#unsaved.delete(thumbprint);
    return true;
  }

  /** Redis may have come back empty; what it does know is newer than ours, except for what we could not tell it. */
  async #saveAll(): Promise<void> {
    if (this.#redis === null) return;
    // What is set meanwhile saves itself.
    const known = [...this.#local];
    for (const [thumbprint, id] of known) {
      const isNews = this.#unsaved.has(thumbprint);
      if (!(await this.#save(this.#redis, thumbprint, id, ...(isNews ? [] : ['NX'])))) return;
    }
  }
}

function redisKey(thumbprint: string): string {
  return `signaling:{k:${thumbprint}}`;
}
