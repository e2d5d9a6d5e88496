import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Redis } from '../redis/index.ts';
import { type RunningCluster, startCluster } from '../testing/cluster.ts';
import { connectTo, openInstance } from './contract/on-redis.ts';
import { claim, envelope, eventually, MANY, present, RecordingLink, watch } from './contract/subject.ts';
import { realmContract } from './contract.ts';
import { instanceChannel, ownerKey, roomChannel } from './redis/keys.ts';

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

  test('slots that move to another node take nothing with them', { timeout: 60_000 }, async () => {
    const here = await openInstance(cluster.urls, { leaseMs: 2000 });
    const there = await openInstance(cluster.urls, { leaseMs: 2000 });
    const link = new RecordingLink();
    const { epoch } = await claim(here.realm, 'ann', 'a', link);
    await here.realm.enter('lobby', 'ann', epoch, present('available'), MANY);
    const { listener } = await watch(there.realm, 'lobby');
    expect(await there.realm.deliver(envelope('bob', 'ann', '0', 'CHALLENGE'))).toBe('delivered');
    await cluster.moveSlotOf(instanceChannel(here.name));
    await cluster.moveSlotOf(roomChannel('lobby'));
    await cluster.moveSlotOf(ownerKey('ann'));
    await eventually(async () => {
      expect(await there.realm.deliver(envelope('bob', 'ann', '1', 'CHALLENGE'))).toBe('delivered');
    });
    await here.realm.enter('lobby', 'ann', epoch, present('playing'), MANY);
    await eventually(() => expect(listener.members.get('ann')).toEqual(present('playing')));
    await there.realm.say('lobby', { from: 'bob', frame: 'hello' }, 'passing');
    await eventually(() => expect(listener.said).toEqual(['bob: hello']));
    expect((await there.realm.claim('ann', 'b', new RecordingLink())).outcome).toBe('taken');
    expect(link.replacements).toBe(0);
    await here.close();
    await there.close();
  });

  test('a node that dies is replaced by its replica', { timeout: 60_000 }, async () => {
    const connection = { commandTimeoutMs: 1000 };
    const here = await openInstance(cluster.urls, { connection });
    const there = await openInstance(cluster.urls, { connection });
    const [, , last] = cluster.nodes;
    if (last === undefined) throw new Error('no cluster');
    await cluster.addReplica(last);
    const ids = Array.from({ length: 30 }, (_, index) => `peer ${index}`);
    const links = ids.map(() => new RecordingLink());
    const rooms = await Promise.all(
      ids.map(async (id, at) => {
        const { epoch } = await claim(here.realm, id, 'o', links[at]);
        await here.realm.enter(`room-${id}`, id, epoch, present('available'), MANY);
        return watch(there.realm, `room-${id}`);
      }),
    );
    await last.kill();
    await eventually(() => expect([here.realm.connected, there.realm.connected]).toEqual([false, false]));
    await vi.waitFor(
      () => expect([here.realm.connected, there.realm.connected]).toEqual([true, true]),
      30_000,
    );
    const delivered = await Promise.all(
      ids.map((id) => there.realm.deliver(envelope('bob', id, 'far', 'CHALLENGE'))),
    );
    expect(new Set(delivered)).toEqual(new Set(['delivered']));
    for (const { listener } of rooms) expect(listener.members.size).toBe(1);
    expect(links.every(({ replacements }) => replacements === 0)).toBe(true);
    await here.close();
    await there.close();
  });
});
