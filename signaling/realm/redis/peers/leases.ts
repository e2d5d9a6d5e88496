/** Which instances are alive: those with a lease in Redis, which each of them renews as long as it lives. */
import type { Redis, Script } from '../../../redis/index.ts';
import { INSTANCES_KEY, leaseKey } from '../keys.ts';
import { texts } from '../replies.ts';

/** Not the whole lease: the clocks of two machines do not run alike, and an answer takes its time. */
const TRUSTED_PART = 0.9;

/** @returns 1 if there was a lease until now, and what time it is for Redis, epoch µs */
const RENEW: Script = {
  name: 'renew',
  source: `
    local before = redis.call('SET', KEYS[1], '1', 'PX', ARGV[1], 'GET')
    local time = redis.call('TIME')
    return {before or '', string.format('%.0f', tonumber(time[1]) * 1000000 + tonumber(time[2]))}`,
};

const REGISTER: Script = {
  name: 'register',
  source: `
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
    redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])`,
};

/** @returns the instances that renewed their lease within ARGV[1] ms */
const LIVING: Script = {
  name: 'living',
  source: `
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. string.format('%.0f', now - ARGV[1] * 2))
    return redis.call('ZRANGEBYSCORE', KEYS[1], string.format('%.0f', now - ARGV[1]), '+inf')`,
};

/** The lease of this instance. */
export class Lease {
  readonly #redis: Redis;
  readonly #instance: string;
  readonly #leaseMs: number;
  readonly #now: () => number;
  /** By the clock of the process, which also goes on while the process is stopped, ms. */
  #until = 0;
  /** By the clock on the wall, which also goes on while the machine is, epoch ms. */
  #untilOnWall = 0;
  /** What time it was for Redis, epoch µs, and for this process then, ms. */
  #redisTime: { readonly us: number; readonly at: number } | null = null;

  /** @param now epoch ms */
  constructor(redis: Redis, instance: string, leaseMs: number, now: () => number) {
    this.#redis = redis;
    this.#instance = instance;
    this.#leaseMs = leaseMs;
    this.#now = now;
  }

  /** Whether no other instance can have taken this one for dead. */
  get held(): boolean {
    return performance.now() < this.#until && this.#now() < this.#untilOnWall;
  }

  /**
   * What time it is for Redis as far as this instance can tell, epoch µs: so what several instances do while Redis is
   * away has an order, however wrong their clocks are.
   */
  get time(): number {
    if (this.#redisTime === null) return this.#now() * 1000;
    const { us, at } = this.#redisTime;
    return us + Math.floor((performance.now() - at) * 1000);
  }

  /**
   * @returns whether it had been held without a break
   * @throws RedisFailure
   */
  async renew(): Promise<boolean> {
    const { held } = this;
    const [started, startedOnWall] = [performance.now(), this.#now()];
    const [reply] = await Promise.all([
      this.#redis.run(RENEW, [leaseKey(this.#instance)], [`${this.#leaseMs}`]),
      this.#redis.run(REGISTER, [INSTANCES_KEY], [this.#instance]),
    ]);
    const [before, us] = texts(reply);
    this.#until = started + this.#leaseMs * TRUSTED_PART;
    this.#untilOnWall = startedOnWall + this.#leaseMs * TRUSTED_PART;
    this.#redisTime = { us: Number(us), at: performance.now() };
    return held && before === '1';
  }

  async end(): Promise<void> {
    this.#until = 0;
    await this.#redis.command(leaseKey(this.#instance), ['DEL', leaseKey(this.#instance)]);
    await this.#redis.command(INSTANCES_KEY, ['ZREM', INSTANCES_KEY, this.#instance]);
  }
}

/** The leases of the others. */
export class Instances {
  readonly #redis: Redis;
  readonly #leaseMs: number;
  /** Who was alive lately, and when by the clock of the process, ms. */
  readonly #known = new Map<string, { readonly alive: Promise<boolean>; readonly at: number }>();

  constructor(redis: Redis, leaseMs: number) {
    this.#redis = redis;
    this.#leaseMs = leaseMs;
  }

  /**
   * `true` may be a quarter of a lease old: a living instance has three quarters left then. `false` is never old, since
   * an instance may come back at any time and still have all its peers.
   *
   * @throws RedisFailure
   */
  alive(instance: string): Promise<boolean> {
    const now = performance.now();
    const known = this.#known.get(instance);
    if (known !== undefined && now - known.at < this.#leaseMs / 4) return known.alive;
    const alive = this.#ask(instance);
    this.#known.set(instance, { alive, at: now });
    const forget = (): void => void this.#known.delete(instance);
    alive.then((isAlive) => isAlive || forget(), forget);
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
