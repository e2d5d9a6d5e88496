/** The sign of life of this instance in Redis, without which others take its peers for gone. */
import type { Redis, Script } from '../../redis/index.ts';
import { INSTANCES_KEY, leaseKey } from './keys.ts';

/** Not the whole lease: the clocks of two machines do not run alike, and an answer takes its time. */
const TRUSTED_PART = 0.9;

/** @returns whether there was a lease until now */
const RENEW: Script = {
  name: 'renew',
  source: `return redis.call('SET', KEYS[1], '1', 'PX', ARGV[1], 'GET')`,
};

const REGISTER: Script = {
  name: 'register',
  source: `
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
    redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])`,
};

export class Lease {
  readonly #redis: Redis;
  readonly #instance: string;
  readonly #leaseMs: number;
  /** By the clock of the process, which also goes on while the process is stopped, ms. */
  #until = 0;

  constructor(redis: Redis, instance: string, leaseMs: number) {
    this.#redis = redis;
    this.#instance = instance;
    this.#leaseMs = leaseMs;
  }

  /** Whether no other instance can have taken this one for dead. */
  get held(): boolean {
    return performance.now() < this.#until;
  }

  /**
   * @returns whether it had been held without a break
   * @throws RedisFailure
   */
  async renew(): Promise<boolean> {
    const held = this.held;
    const started = performance.now();
    const [before] = await Promise.all([
      this.#redis.run(RENEW, [leaseKey(this.#instance)], [`${this.#leaseMs}`]),
      this.#redis.run(REGISTER, [INSTANCES_KEY], [this.#instance]),
    ]);
    this.#until = started + this.#leaseMs * TRUSTED_PART;
    return held && before !== null;
  }

  async end(): Promise<void> {
    this.#until = 0;
    await this.#redis.command(leaseKey(this.#instance), ['DEL', leaseKey(this.#instance)]);
    await this.#redis.command(INSTANCES_KEY, ['ZREM', INSTANCES_KEY, this.#instance]);
  }
}
