import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { infoOf, type RunningRedis, startRedis } from '../../testing/redis.ts';
import { type Instance, openInstance } from '../contract/on-redis.ts';
import { claim, envelope, eventually, MANY, present, RecordingLink, watch } from '../contract/subject.ts';

let server: RunningRedis;
let instances: Instance[] = [];
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(() => server.command('FLUSHALL'));
afterEach(async () => {
  for (const instance of instances) await instance.close();
  instances = [];
});

async function anInstance(): Promise<Instance> {
  const opened = await openInstance([server.url]);
  instances.push(opened);
  return opened;
}

/** How often each command was run since the server started. */
async function commandCounts(): Promise<ReadonlyMap<string, number>> {
  const stats = await infoOf(server, 'commandstats');
  return new Map(
    [...stats].map(([name, text]) => [name.replace('cmdstat_', ''), Number(/calls=(\d+)/.exec(text)?.[1])]),
  );
}

test('messages to a peer that moved to another instance find it, each once and in order', async () => {
  const [from, older, newer] = [await anInstance(), await anInstance(), await anInstance()];
  const [first, second] = [new RecordingLink(), new RecordingLink()];
  const { epoch } = await claim(older.realm, 'ann', 'a', first);
  expect(await from.realm.deliver(envelope('bob', 'ann', 'before', 'CHALLENGE'))).toBe('delivered');
  await older.realm.release('ann', epoch);
  await claim(newer.realm, 'ann', 'a', second);
  const sent = Array.from({ length: 100 }, (_, index) => `${index}`);
  for (const frame of sent) from.realm.send(envelope('bob', 'ann', frame), 'hold');
  await eventually(() => expect(second.frames).toEqual(sent));
  expect(await from.realm.deliver(envelope('bob', 'ann', 'after', 'CHALLENGE'))).toBe('delivered');
  expect(first.frames).toEqual(['before']);
  expect(second.frames).toEqual([...sent, 'after']);
  expect(from.host.told).toEqual([]);
});

test('messages to a peer whose instance is gone wait, and are told of', async () => {
  const [from, gone] = [await anInstance(), await anInstance()];
  await claim(gone.realm, 'ann', 'a');
  expect(await from.realm.deliver(envelope('bob', 'ann', 'x', 'CHALLENGE'))).toBe('delivered');
  // As after a kill: the lease and the records stay, and nobody listens.
  await gone.redis.close();
  expect(await from.realm.deliver(envelope('bob', 'ann', 'x', 'CHALLENGE'))).toBe('absent');
  from.realm.send(envelope('bob', 'ann', 'x'), 'hold');
  await eventually(() => expect(from.host.told).toEqual([{ why: 'expired', from: 'bob', to: 'ann' }]));
});

test('what is sent in one turn goes in one message, whatever the number of instances', async () => {
  const MESSAGES = 200;
  const costs: number[] = [];
  const from = await anInstance();
  for (const total of [2, 4, 8]) {
    while (instances.length < total) await anInstance();
    const link = new RecordingLink();
    await claim(instances[1]?.realm ?? from.realm, `peer ${total}`, 'a', link);
    expect(await from.realm.deliver(envelope('bob', `peer ${total}`, 'x', 'CHALLENGE'))).toBe('delivered');
    const before = await commandCounts();
    for (let index = 0; index < MESSAGES; index += 1) {
      from.realm.send(envelope('bob', `peer ${total}`, `${index}`), 'hold');
    }
    await eventually(() => expect(link.frames).toHaveLength(MESSAGES + 1));
    const after = await commandCounts();
    for (const name of ['hget', 'eval', 'evalsha', 'publish']) {
      // Leases and the like go on meanwhile, a few for each instance.
      expect((after.get(name) ?? 0) - (before.get(name) ?? 0)).toBeLessThan(4 * total);
    }
    costs.push((after.get('spublish') ?? 0) - (before.get('spublish') ?? 0));
  }
  expect(costs).toEqual([1, 1, 1]);
});

test('where a peer is, is looked up once for many messages', async () => {
  const [from, to] = [await anInstance(), await anInstance()];
  const link = new RecordingLink();
  await claim(to.realm, 'ann', 'a', link);
  const before = (await commandCounts()).get('hget') ?? 0;
  for (let index = 0; index < 50; index += 1) from.realm.send(envelope('bob', 'ann', `${index}`), 'hold');
  await eventually(() => expect(link.frames).toHaveLength(50));
  expect(((await commandCounts()).get('hget') ?? 0) - before).toBe(1);
});

test('a change of a room whose notice was lost is made up for with the next one', async () => {
  const [here, there] = [await anInstance(), await anInstance()];
  const { epoch } = await claim(here.realm, 'ann', 'a');
  await here.realm.enter('lobby', 'ann', epoch, present('available'), MANY);
  const { listener } = await watch(there.realm, 'lobby');
  const member = `1\n${here.name}\naway\n`;
  await server.command('HSET', 'signaling:{r:lobby}:members', 'silent', member);
  await server.command('HINCRBY', 'signaling:{r:lobby}:room', 'revision', '1');
  expect(listener.members.has('silent')).toBe(false);
  await here.realm.enter('lobby', 'ann', epoch, present('playing'), MANY);
  await eventually(() => expect([...listener.members.keys()].toSorted()).toEqual(['ann', 'silent']));
  expect(listener.members.get('ann')).toEqual(present('playing'));
  expect(listener.resets).toBe(2);
});

test('a large room is read whole, and swept whole when its instance dies', async () => {
  const SIZE = 5000;
  const there = await anInstance();
  const dying = await openInstance([server.url], { leaseMs: 1000 });
  await Promise.all(
    Array.from({ length: SIZE }, async (_, index) => {
      const { epoch } = await claim(dying.realm, `p${index}`, 'o');
      await dying.realm.enter('lobby', `p${index}`, epoch, present('available'), SIZE);
    }),
  );
  const { listener } = await watch(there.realm, 'lobby');
  expect(listener.members.size).toBe(SIZE);
  await dying.redis.close();
  await eventually(() => expect(listener.members.size).toBe(0));
  await dying.close();
});

test('closing gives everything back', async () => {
  const [here, there] = [await anInstance(), await anInstance()];
  const { epoch } = await claim(here.realm, 'ann', 'a');
  await claim(here.realm, 'bob', 'b');
  await here.realm.enter('lobby', 'ann', epoch, present('available'), MANY);
  const { listener } = await watch(there.realm, 'lobby');
  await here.realm.close();
  await eventually(() => expect(listener.members.size).toBe(0));
  expect(await there.realm.ids()).toEqual([]);
  expect((await there.realm.claim('ann', 'other', new RecordingLink())).outcome).toBe('claimed');
});
