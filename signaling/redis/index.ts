import { RedisClient, type RedisOptions } from './client.ts';
import type { Redis } from './port.ts';

export type { RedisLog, RedisOptions } from './client.ts';
export {
  type Argument,
  type Redis,
  RedisFailure,
  type RedisObserver,
  type Script,
  type Subscription,
} from './port.ts';

/** Connects; when Redis is away, comes back after the first attempt and keeps trying. */
export function connectRedis(options: RedisOptions): Promise<Redis> {
  return RedisClient.open(options);
}
