/** Which instances are alive: those that have a lease. */
import type { Redis, Script } from '../../redis/index.ts';
import { INSTANCES_KEY, leaseKey } from './keys.ts';
import { texts } from './replies.ts';

/** @returns the instances that renewed their lease within ARGV[1] ms */
const LIVING: Script = {
  name: 'living',
  source: `
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. string.format('%.0f', now - ARGV[1] * 2))
    return redis.call('ZRANGEBYSCORE', KEYS[1], string.format('%.0f', now - ARGV[1]), '+inf')`,
};

export class Instances {
  readonly #redis: Redis;
  readonly #leaseMs: number;
  /** What was found out lately, and when by the clock of the process, ms. */
  readonly #known = new Map<string, { readonly alive: Promise<boolean>; readonly at: number }>();

  constructor(redis: Redis, leaseMs: number) {
    this.#redis = redis;
    this.#leaseMs = leaseMs;
  }

  /**
   * May be a quarter of a lease old: a living instance has three quarters left then.
   *
   * @throws RedisFailure
   */
  alive(instance: string): Promise<boolean> {
    const now = performance.now();
    const known = this.#known.get(instance);
    if (known !== undefined && now - known.at < this.#leaseMs / 4) return known.alive;
    const alive = this.#ask(instance);
    this.#known.set(instance, { alive, at: now });
    // Not to be believed any longer than it was waited for.
    alive.catch(() => this.#known.delete(instance));
    return alive;
  }

  async #ask(instance: string): Promise<boolean> {
    return (await this.#redis.command(leaseKey(instance), ['EXISTS', leaseKey(instance)])) === 1;
  }

  /** @throws RedisFailure */
  async all(): Promise<readonly string[]> {
    return texts(await this.#redis.run(LIVING, [INSTANCES_KEY], [`${this.#leaseMs}`]));
  }

  /** Forgets what is too old to be asked for again. */
  tidy(): void {
    const limit = performance.now() - this.#leaseMs;
    for (const [instance, { at }] of this.#known) if (at < limit) this.#known.delete(instance);
  }
}
