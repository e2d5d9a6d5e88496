import { expect, onTestFinished, test } from 'vitest';
import { connectRedis, type Redis } from '../redis/index.ts';
import { eventually } from '../testing/eventually.ts';
import { type RunningRedis, startRedis } from '../testing/redis.ts';
import { KeyIds } from './key-ids.ts';
import { SHARED_SECRET, SigningKeys } from './keys.ts';

async function redisServer(): Promise<RunningRedis> {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  return server;
}

async function connect({ url }: RunningRedis): Promise<Redis> {
  const redis = await connectRedis({ urls: [url], commandTimeoutMs: 2000, errorThreshold: 2, openMs: 100 });
  onTestFinished(() => redis.close());
  return redis;
}

const open = (redis: Redis): Promise<SigningKeys> => SigningKeys.open({ secrets: [], redis });

test('instances that start at once agree on one secret', async () => {
  const server = await redisServer();
  const clients = await Promise.all([1, 2, 3, 4].map(() => connect(server)));
  const keys = await Promise.all(clients.map(open));
  await eventually(() => expect(keys.map(({ secrecy }) => secrecy)).toEqual(keys.map(() => 'kept')));
  expect(new Set(keys.map(({ current }) => current.kid)).size).toBe(1);
  expect(String(await server.command('GET', SHARED_SECRET))).toMatch(/^[\w-]{43}$/);
});

test('a secret of the settings is not written anywhere', async () => {
  const server = await redisServer();
  await SigningKeys.open({ secrets: ['a secret of 32 characters or more'], redis: await connect(server) });
  expect(await server.command('EXISTS', SHARED_SECRET)).toBe(0);
});

test('a Redis that comes back empty gets the secret that is in use', async () => {
  const server = await redisServer();
  const keys = await open(await connect(server));
  const { kid } = keys.current;
  await server.restart();
  await eventually(async () => expect(await server.command('EXISTS', SHARED_SECRET)).toBe(1));
  const later = await open(await connect(server));
  await eventually(() => expect([keys.current.kid, later.current.kid]).toEqual([kid, kid]));
});

test('an instance that starts without Redis takes part when it is there, and still knows what it signed', async () => {
  const server = await redisServer();
  const first = await open(await connect(server));
  const secret = String(await server.command('GET', SHARED_SECRET));
  await server.kill();
  const alone = await open(await connect(server));
  const signature = alone.current.sign('text');
  const { kid } = alone.current;
  expect(kid).not.toBe(first.current.kid);
  expect(alone.secrecy).toBe('unsettled');
  await server.restart();
  await server.command('SET', SHARED_SECRET, secret);
  await eventually(() => expect(alone.current.kid).toBe(first.current.kid));
  expect(alone.byKid(kid)?.sign('text')).toBe(signature);
  expect(alone.signed('text', signature)).toBe(true);
});

test('what one instance knows of a key another one knows too, also after a while without Redis', async () => {
  const server = await redisServer();
  const [one, other] = [await connect(server), await connect(server)].map((redis) => new KeyIds(redis, 3600));
  await one?.set('k1', 'ann');
  expect(await other?.get('k1')).toBe('ann');
  expect(await other?.get('k2')).toBeNull();
  const ttl = Number(await server.command('TTL', 'signaling:{k:k1}'));
  expect(ttl).toBeGreaterThan(3500);
  await one?.set('k3', 'eve');
  await server.kill();
  expect(await one?.get('k1')).toBe('ann');
  await one?.set('k1', 'bob');
  expect(await one?.get('k1')).toBe('bob');
  await server.restart();
  // It has forgotten the third as well.
  await eventually(async () => {
    expect([await other?.get('k1'), await other?.get('k3')]).toEqual(['bob', 'eve']);
  });
});
