import type { RedisOptions } from './client.ts';
import type { Redis } from './port.ts';

export type { RedisLog, RedisOptions } from './client.ts';
export {
  type Argument,
  type Redis,
  REDIS_TLS_VERIFY,
  RedisFailure,
  type RedisObserver,
  type RedisTls,
  type Script,
  type Subscription,
} from './port.ts';

/** Connects; when Redis is away, comes back after the first attempt and keeps trying. */
export async function connectRedis(options: RedisOptions): Promise<Redis> {
  // Only then: loading node-redis is a fifth of the time in which a service starts that needs none.
  const { RedisClient } = await import('./client.ts');
  return RedisClient.open(options);
}
