import { afterAll, beforeAll, describe } from 'vitest';
import type { Redis } from '../redis/index.ts';
import { type RunningRedis, startRedis } from '../testing/redis.ts';
import { connectTo, openInstance } from './contract/on-redis.ts';
import { realmContract } from './contract.ts';

describe('on Redis', () => {
  let server: RunningRedis;
  let connections: readonly [Redis, Redis];
  beforeAll(async () => {
    server = await startRedis();
    connections = [await connectTo([server.url]), await connectTo([server.url])];
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await server.stop();
  });

  realmContract('one instance', async (options) => {
    await server.command('FLUSHALL');
    const { realm, close } = await openInstance(connections[0], options);
    return { here: realm, there: realm, close };
  });

  realmContract('two instances', async (options) => {
    await server.command('FLUSHALL');
    const here = await openInstance(connections[0], options);
    const there = await openInstance(connections[1], options);
    const close = async (): Promise<void> => {
      await here.close();
      await there.close();
    };
    return { here: here.realm, there: there.realm, close };
  });
});
