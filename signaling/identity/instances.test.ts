import { fastify } from 'fastify';
import { calculateJwkThumbprint } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { connectRedis } from '../redis/index.ts';
import { RedisRealm } from '../realm/index.ts';
import { eventually } from '../testing/eventually.ts';
import { BrowserKey, fetchIdentity, fetchNonce, postProof } from '../testing/identity.ts';
import { type RunningRedis, startRedis } from '../testing/redis.ts';
import { openIdentity } from './index.ts';

let instances = 0;

async function redisServer(): Promise<RunningRedis> {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  return server;
}

/** The identities of one instance of several. */
async function start(server: RunningRedis, ticketSecrets: readonly string[] = []) {
  const redis = await connectRedis({
    urls: [server.url],
    commandTimeoutMs: 2000,
    errorThreshold: 2,
    openMs: 100,
  });
  onTestFinished(() => redis.close());
  const realm = await RedisRealm.open({
    host: { undelivered: () => {} },
    expireTimeoutMs: 1000,
    roomTtlMs: 1000,
    redis,
    instance: `instance-${(instances += 1)}`,
    leaseMs: 10_000,
  });
  onTestFinished(() => realm.close());
  const identity = await openIdentity({
    config: {
      enableAuth: false,
      idReserveDays: 30,
      jwt: null,
      stunUrls: [],
      ticketSecrets,
      ticketTtlSeconds: 600,
      turnSecret: null,
      turnTtlSeconds: 14_400,
      turnUrls: [],
    },
    realm,
    redis,
  });
  const app = fastify({ forceCloseConnections: true });
  await app.register(async (scope) => identity.routes(scope, { allow: () => true }));
  onTestFinished(() => app.close());
  return {
    url: await app.listen({ host: '127.0.0.1', port: 0 }),
    realm,
    authenticator: identity.authenticator,
  };
}

async function redisKeyOf({ publicJwk: { x = '' } }: BrowserKey): Promise<string> {
  return `signaling:{k:${await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x })}}`;
}

test('what one instance gives every other one takes: nonce, ticket, id', async () => {
  const server = await redisServer();
  const [one, other] = [await start(server), await start(server)];
  const key = await BrowserKey.create();
  const first = await fetchIdentity(one.url, key);
  expect(other.authenticator.authenticate(first.id, first.ticket, null)).toMatchObject({ ok: true });
  expect(await other.realm.reserve(first.id, 'token:stranger', 1000)).toBe(false);
  expect((await fetchIdentity(other.url, key, { ticket: first.ticket })).id).toBe(first.id);
  expect((await fetchIdentity(other.url, key)).id).toBe(first.id);
  const proof = await key.prove({ nonce: await fetchNonce(one.url) });
  expect((await postProof(other.url, proof)).status).toBe(200);
});

test('while Redis is away an old ticket gets a new one, and a newcomer an id that is kept when Redis is back', async () => {
  const server = await redisServer();
  const [one, other] = [await start(server), await start(server)];
  const [old, newcomer] = [await BrowserKey.create(), await BrowserKey.create()];
  const first = await fetchIdentity(one.url, old);
  await server.kill();
  const second = await fetchIdentity(other.url, old, { ticket: first.ticket });
  expect(second.id).toBe(first.id);
  const drawn = await fetchIdentity(one.url, newcomer);
  expect(one.authenticator.authenticate(drawn.id, drawn.ticket, null)).toMatchObject({ ok: true });
  expect(other.authenticator.authenticate(drawn.id, drawn.ticket, null)).toMatchObject({ ok: true });
  await server.restart();
  await eventually(() => expect(one.realm.connected && other.realm.connected).toBe(true));
  expect(await fetchIdentity(other.url, newcomer, { ticket: drawn.ticket })).toMatchObject({ id: drawn.id });
  expect(await one.realm.reserve(drawn.id, 'token:stranger', 1000)).toBe(false);
});

test('an instance that starts without Redis takes no id away: it cannot check tickets yet, and says so', async () => {
  const server = await redisServer();
  const before = await start(server);
  const key = await BrowserKey.create();
  const { id, ticket } = await fetchIdentity(before.url, key);
  await server.kill();
  const alone = await start(server);
  const proof = await key.prove({ nonce: await fetchNonce(alone.url), ticket });
  const response = await postProof(alone.url, proof);
  expect([response.status, await response.json()]).toEqual([503, { code: 'identity/unavailable' }]);
  // Who has nothing to lose is given an id.
  const newcomer = await BrowserKey.create();
  const drawn = await fetchIdentity(alone.url, newcomer);
  expect(alone.authenticator.authenticate(drawn.id, drawn.ticket, null)).toMatchObject({ ok: true });
  await server.restart();
  for (const [owner, kept] of [
    [key, id],
    [newcomer, drawn.id],
  ] as const) {
    await eventually(async () => expect(await server.command('GET', await redisKeyOf(owner))).toBe(kept));
  }
  expect((await fetchIdentity(alone.url, key, { ticket })).id).toBe(id);
  expect((await fetchIdentity(before.url, newcomer, { ticket: drawn.ticket })).id).toBe(drawn.id);
});

test('with a secret of the settings an instance that starts without Redis gives new tickets for old ones', async () => {
  const server = await redisServer();
  const secrets = ['a secret of 32 characters or more'];
  const before = await start(server, secrets);
  const key = await BrowserKey.create();
  const { id, ticket } = await fetchIdentity(before.url, key);
  await server.kill();
  const alone = await start(server, secrets);
  expect(alone.authenticator.authenticate(id, ticket, null)).toMatchObject({ ok: true });
  expect((await fetchIdentity(alone.url, key, { ticket })).id).toBe(id);
});
