/** Instances on a real Redis. */
import { connectRedis, type Redis, type RedisOptions } from '../../redis/index.ts';
import { RedisRealm, type RedisRealmOptions } from '../index.ts';
import { EXPIRE_TIMEOUT_MS, RecordingHost, ROOM_TTL_MS } from './subject.ts';

export interface Instance {
  readonly name: string;
  readonly realm: RedisRealm;
  readonly redis: Redis;
  readonly host: RecordingHost;
  close(): Promise<void>;
}

let instances = 0;

export function connectTo(urls: readonly string[], options: Partial<RedisOptions> = {}): Promise<Redis> {
  return connectRedis({ urls, commandTimeoutMs: 2000, errorThreshold: 5, openMs: 1000, ...options });
}

/** @param to a connection, which stays open; or what to connect to */
export async function openInstance(
  to: Redis | readonly string[],
  options: Partial<RedisRealmOptions> & { readonly connection?: Partial<RedisOptions> } = {},
): Promise<Instance> {
  instances += 1;
  const name = `instance-${instances}`;
  const host = new RecordingHost();
  const redis = 'publish' in to ? to : await connectTo(to, options.connection);
  const realm = await RedisRealm.open({
    host,
    redis,
    instance: name,
    expireTimeoutMs: EXPIRE_TIMEOUT_MS,
    roomTtlMs: ROOM_TTL_MS,
    ...options,
  });
  const close = async (): Promise<void> => {
    await realm.close();
    if (redis !== to) await redis.close();
  };
  return { name, realm, redis, host, close };
}
