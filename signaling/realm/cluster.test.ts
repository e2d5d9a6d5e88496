import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Redis } from '../redis/index.ts';
import { type RunningCluster, startCluster } from '../testing/cluster.ts';
import { connectTo, openInstance } from './contract/on-redis.ts';
import { claim, envelope, eventually, RecordingLink } from './contract/subject.ts';
import { realmContract } from './contract.ts';

/** Three servers have to find each other. */
const START_TIMEOUT_MS = 40_000;

describe('on a Redis cluster', () => {
  let cluster: RunningCluster;
  let connections: readonly [Redis, Redis];
  beforeAll(async () => {
    cluster = await startCluster();
    // One url is enough: the server says that it is one of a cluster.
    connections = [await connectTo(cluster.urls), await connectTo(cluster.urls.slice(0, 1))];
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await cluster.stop();
  });

  realmContract('two instances', async (options) => {
    await Promise.all(cluster.nodes.map((node) => node.command('FLUSHALL')));
    const here = await openInstance(connections[0], options);
    const there = await openInstance(connections[1], options);
    const close = async (): Promise<void> => {
      await here.close();
      await there.close();
    };
    return { here: here.realm, there: there.realm, close };
  });

  test(
    'a node that is lost and comes back empty is noticed, and gets its part again',
    { timeout: 60_000 },
    async () => {
      const connection = { commandTimeoutMs: 1000 };
      const here = await openInstance(cluster.urls, { connection });
      const there = await openInstance(cluster.urls, { connection });
      const ids = Array.from({ length: 30 }, (_, index) => `peer ${index}`);
      const links = await Promise.all(
        ids.map(async (id) => {
          const link = new RecordingLink();
          await claim(here.realm, id, 'o', link);
          return link;
        }),
      );
      const [node] = cluster.nodes;
      await node?.kill();
      await eventually(() => expect([here.realm.connected, there.realm.connected]).toEqual([false, false]));
      for (const id of ids) here.realm.send(envelope('bob', id, 'near'), 'hold');
      expect(links.every(({ frames }) => frames.join() === 'near')).toBe(true);
      await node?.restart();
      await eventually(() => expect([here.realm.connected, there.realm.connected]).toEqual([true, true]));
      const delivered = await Promise.all(
        ids.map((id) => there.realm.deliver(envelope('bob', id, 'far', 'CHALLENGE'))),
      );
      expect(new Set(delivered)).toEqual(new Set(['delivered']));
      expect(links.some(({ replacements }) => replacements > 0)).toBe(false);
      await here.close();
      await there.close();
    },
  );
});
