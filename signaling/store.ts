import { randomUUID } from 'node:crypto';
import type { Config } from './config/index.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics/index.ts';
import { MemoryRealm, type Realm, type RealmHost, RedisRealm } from './realm/index.ts';
import { connectRedis, type Redis } from './redis/index.ts';

export interface StoreOptions {
  readonly config: Pick<
    Config,
    | 'cbErrorThreshold'
    | 'cbOpenMs'
    | 'expireTimeoutMs'
    | 'redisCommandTimeoutMs'
    | 'redisTls'
    | 'redisUrls'
    | 'roomTtlSeconds'
  >;
  readonly host: RealmHost;
  /** Makes the realm in place of what the settings say. */
  readonly realm: ((host: RealmHost) => Realm | Promise<Realm>) | undefined;
  readonly metrics: Metrics;
  readonly log: Logger;
}

export interface Store {
  readonly realm: Realm;
  /** What limits and identities share, too; `null`: this instance is alone. */
  readonly redis: Redis | null;
}

/** Opens what keeps peers, rooms and all else that several instances share. */
export async function openStore({ config, host, realm, metrics, log }: StoreOptions): Promise<Store> {
  const { expireTimeoutMs, redisUrls } = config;
  const redis =
    redisUrls.length === 0
      ? null
      : await connectRedis({
          urls: redisUrls,
          tls: config.redisTls,
          commandTimeoutMs: config.redisCommandTimeoutMs,
          errorThreshold: config.cbErrorThreshold,
          openMs: config.cbOpenMs,
          observer: metrics,
          log,
        });
  if (realm !== undefined) return { realm: await realm(host), redis };
  const options = { host, expireTimeoutMs, roomTtlMs: config.roomTtlSeconds * 1000 };
  if (redis === null) return { realm: new MemoryRealm(options), redis };
  return { realm: await RedisRealm.open({ ...options, redis, instance: randomUUID() }), redis };
}
