import fc from 'fast-check';
import { type FastifyRequest, fastify } from 'fastify';
import { decodeJwt, SignJWT } from 'jose';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { IceServers } from '../protocol/index.ts';
import { MemoryRealm } from '../realm/index.ts';
import { BrowserKey, fetchIdentity, fetchNonce, postProof } from '../testing/identity.ts';
import { bearerOf, type IdentityOptions, type IdentityRoutes, openIdentity } from './index.ts';

const NOW = Date.UTC(2030, 0, 1);

interface Options extends Partial<IdentityOptions['config']>, Partial<IdentityRoutes> {}

/** A service of identities alone, behind a real socket. */
async function start({ allow = () => true, refused, ...config }: Options = {}) {
  let now = NOW;
  const host = { undelivered: () => {} };
  const realm = new MemoryRealm({ host, expireTimeoutMs: 1000, roomTtlMs: 1000, now: () => now });
  const identity = await openIdentity({
    config: {
      enableAuth: false,
      idReserveDays: 30,
      jwt: null,
      stunUrls: ['stun:a.example'],
      ticketSecrets: [],
      ticketTtlSeconds: 600,
      turnSecret: null,
      turnTtlSeconds: 14_400,
      turnUrls: [],
      ...config,
    },
    realm,
    redis: null,
    now: () => now,
  });
  const app = fastify({ forceCloseConnections: true });
  await app.register((scope) => identity.routes(scope, { allow, ...(refused && { refused }) }), {
    prefix: '/peerjs',
  });
  onTestFinished(() => app.close());
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/peerjs`;
  const pass = (ms: number): void => {
    now += ms;
  };
  const answer = async (proof: unknown): Promise<[number, unknown]> => {
    const response = await postProof(url, proof);
    return [response.status, await response.json()];
  };
  return { url, identity, realm, pass, answer };
}

const outsideIssuer = {
  algorithms: ['HS256'],
  secret: 'what the issuer and the service share',
  jwksUrl: null,
  issuer: null,
  audience: null,
  roomsClaim: null,
} as const;

test('a browser gets an id and a ticket that opens it, and no other', async () => {
  const { url, identity } = await start();
  const { id, ticket, ttlSeconds } = await fetchIdentity(url);
  expect(id).toMatch(/^[a-z]+-[a-z]+-[a-z]+$/);
  expect(ttlSeconds).toBe(600);
  expect(decodeJwt(ticket)).toMatchObject({ iss: 'signaling', sub: id, exp: NOW / 1000 + 600 });
  expect(identity.authenticator.authenticate(id, ticket, null)).toMatchObject({
    ok: true,
    owner: expect.stringMatching(/^key:/),
  });
  expect(identity.authenticator.authenticate('bob', ticket, null)).toMatchObject({ code: 'auth/subject' });
});

test('a renewed ticket is for the same id and owner, however long the old one has been over', async () => {
  const { url, identity, pass } = await start();
  const key = await BrowserKey.create();
  const first = await fetchIdentity(url, key);
  pass(20 * 86_400_000);
  expect(identity.authenticator.authenticate(first.id, first.ticket, null)).toMatchObject({
    code: 'auth/expired',
  });
  const second = await fetchIdentity(url, key, { ticket: first.ticket });
  expect(second.id).toBe(first.id);
  expect(second.ticket).not.toBe(first.ticket);
  expect((await fetchIdentity(url, key)).id).toBe(first.id);
  expect((await fetchIdentity(url, key, { ticket: 'lost' })).id).toBe(first.id);
});

test("a restart of a service that keeps everything in memory takes nobody's id away", async () => {
  const before = await start();
  const [key, late] = [await BrowserKey.create(), await BrowserKey.create()];
  const first = await fetchIdentity(before.url, key);
  const other = await fetchIdentity(before.url, late);
  const after = await start();
  expect(after.identity.authenticator.authenticate(first.id, first.ticket, null)).toMatchObject({
    code: 'auth/unknown-key',
  });
  const second = await fetchIdentity(after.url, key, { ticket: first.ticket });
  expect(second.id).toBe(first.id);
  expect(after.identity.authenticator.authenticate(second.id, second.ticket, null)).toMatchObject({
    ok: true,
  });
  // Who comes first has it: nobody knows better.
  await after.realm.reserve(other.id, 'token:stranger', 1000);
  expect(await fetchIdentity(after.url, late, { ticket: other.ticket })).toMatchObject({
    replaced: other.id,
  });
});

test("somebody else's ticket is worth nothing", async () => {
  const { url } = await start();
  const stolen = await fetchIdentity(url);
  const thief = await fetchIdentity(url, undefined, { ticket: stolen.ticket });
  expect(thief.id).not.toBe(stolen.id);
  const draws = await fetchIdentity(url, undefined, { ticket: stolen.ticket, draw: true });
  expect(draws.id).not.toBe(stolen.id);
  expect((await fetchIdentity(url, undefined, { ticket: stolen.ticket })).id).not.toBe(stolen.id);
});

test('a ticket that somebody made up gives no id', async () => {
  const { url } = await start();
  const key = await BrowserKey.create();
  const { id, ticket } = await fetchIdentity(url, key);
  const forged = await new SignJWT({ ...decodeJwt(ticket), sub: 'forged-id' })
    .setProtectedHeader({ alg: 'HS256', typ: 'ticket+jwt', kid: 'x' })
    .sign(Buffer.alloc(32, 'x'));
  expect((await fetchIdentity(url, key, { ticket: forged })).id).toBe(id);
});

test('drawing gives another id, and the old one up', async () => {
  const { url, realm } = await start();
  const key = await BrowserKey.create();
  const first = await fetchIdentity(url, key);
  const second = await fetchIdentity(url, key, { ticket: first.ticket, draw: true });
  expect(second.id).not.toBe(first.id);
  expect(second.replaced).toBeUndefined();
  expect(await realm.reserve(first.id, 'token:stranger', 1000)).toBe(true);
  expect(await realm.reserve(second.id, 'token:stranger', 1000)).toBe(false);
});

test('an id that ran out and was taken is replaced, and the browser is told', async () => {
  const { url, realm, pass } = await start();
  const key = await BrowserKey.create();
  const first = await fetchIdentity(url, key);
  pass(31 * 86_400_000);
  await realm.claim(first.id, 'token:stranger', { receive: () => true, replaced: () => {} });
  const second = await fetchIdentity(url, key, { ticket: first.ticket });
  expect(second).toMatchObject({ replaced: first.id, id: expect.not.stringMatching(first.id) });
});

test('a nonce that is over, or made up, is refused', async () => {
  const { url, pass, answer } = await start();
  const key = await BrowserKey.create();
  const nonce = await fetchNonce(url);
  pass(61_000);
  expect(await answer(await key.prove({ nonce }))).toEqual([401, { code: 'identity/nonce' }]);
  expect(await answer(await key.prove({ nonce: 'made-up' }))).toEqual([401, { code: 'identity/nonce' }]);
});

test('a proof by another key is refused', async () => {
  const { url, answer } = await start();
  const [victim, thief] = [await BrowserKey.create(), await BrowserKey.create()];
  const proof = await thief.prove({ nonce: await fetchNonce(url) }, { jwk: victim.publicJwk });
  expect(await answer(proof)).toEqual([401, { code: 'identity/signature' }]);
});

test.each([
  ['no proof', 7],
  ['a text', 'proof'],
  ['nothing', undefined],
  ['a proof that is too long', 'x'.repeat(3600)],
  ['more than anybody may send', 'x'.repeat(10_000)],
])('%s is malformed', async (_what, proof) => {
  const { answer } = await start();
  expect(await answer(proof)).toEqual([400, { code: 'identity/malformed' }]);
});

test('whatever is sent, the answer says what is wrong with it', async () => {
  const codes: string[] = [];
  const { url } = await start({ refused: (code) => void codes.push(code) });
  const type = fc.constantFrom('application/json', 'text/plain', 'application/x-www-form-urlencoded');
  const body = fc.oneof(fc.json(), fc.string({ unit: 'grapheme' }), fc.constant('{"__proto__":{}}'));
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(type, body, async (contentType, text) => {
      const headers = { 'content-type': contentType };
      const response = await fetch(`${url}/identity`, { method: 'POST', headers, body: text });
      sent += 1;
      expect([response.status, await response.json()]).toEqual([400, { code: 'identity/malformed' }]);
    }),
    { numRuns: 40 },
  );
  expect(codes).toEqual(Array.from({ length: sent }, () => 'identity/malformed'));
});

test('an address that asks too often is told so, for proofs and for ICE servers', async () => {
  const refused: string[] = [];
  const asked: FastifyRequest['method'][] = [];
  const allow = (request: FastifyRequest): boolean => asked.push(request.method) <= 1;
  const { url, answer } = await start({ allow, refused: (code) => void refused.push(code) });
  await fetchIdentity(url);
  expect(await answer('proof')).toEqual([429, { code: 'identity/rate' }]);
  expect((await fetch(`${url}/ice`)).status).toBe(429);
  expect(refused).toEqual(['identity/rate', 'ice/rate']);
});

test('where an outside issuer decides who comes in, no ids are given', async () => {
  const { url, answer } = await start({ enableAuth: true, jwt: outsideIssuer });
  expect((await fetch(`${url}/identity`)).status).toBe(403);
  expect(await answer('proof')).toEqual([403, { code: 'identity/closed' }]);
});

const turn = { turnUrls: ['turn:a.example', 'turn:b.example', 'turns:c.example'], turnSecret: 'turn secret' };

async function ice(url: string, query = '', authorization?: string): Promise<IceServers> {
  const response = await fetch(`${url}/ice${query}`, { headers: authorization ? { authorization } : {} });
  expect(response.status).toBe(200);
  return v.parse(v.strictObject(IceServers.entries), await response.json());
}

const stun = { urls: 'stun:a.example' };

test('without TURN servers the list is the same for all', async () => {
  const { url } = await start();
  expect(await ice(url)).toEqual({ iceServers: [stun] });
  expect(await ice(url, '?token=0.abc')).toEqual({ iceServers: [stun] });
});

test('who has a ticket gets credentials for TURN, in the query or in the header', async () => {
  const { url } = await start(turn);
  const { id, ticket } = await fetchIdentity(url);
  for (const list of [await ice(url, `?token=${ticket}`), await ice(url, '', `Bearer ${ticket}`)]) {
    expect(list.ttlSeconds).toBe(14_400);
    expect(list.iceServers).toEqual([
      stun,
      { urls: expect.any(Array), username: `${NOW / 1000 + 14_400}:${id}`, credential: expect.any(String) },
    ]);
    expect(new Set(list.iceServers[1]?.urls)).toEqual(new Set(turn.turnUrls));
  }
});

test('every order of the TURN servers comes up', async () => {
  const { url } = await start(turn);
  const { ticket } = await fetchIdentity(url);
  const orders = new Set<string>();
  // One of the six orders is missing after 200 answers once in 10^15 times.
  for (let asked = 0; asked < 200 && orders.size < 6; asked += 1) {
    orders.add(String((await ice(url, '', `Bearer ${ticket}`)).iceServers[1]?.urls));
  }
  expect(orders.size).toBe(6);
});

test('who shows no ticket, or a bad one, gets STUN alone, and is told why', async () => {
  const { url, pass } = await start(turn);
  const { ticket } = await fetchIdentity(url);
  expect(await ice(url)).toEqual({ iceServers: [stun], refused: 'auth/missing' });
  expect(await ice(url, '?token=0.abc')).toEqual({ iceServers: [stun], refused: 'auth/missing' });
  expect(await ice(url, '?token=a&token=b')).toEqual({ iceServers: [stun], refused: 'auth/missing' });
  expect(await ice(url, `?token=${ticket}x`)).toEqual({ iceServers: [stun], refused: 'auth/signature' });
  pass(700_000);
  expect(await ice(url, `?token=${ticket}`)).toEqual({ iceServers: [stun], refused: 'auth/expired' });
});

test('a token of the outside issuer is as good as a ticket', async () => {
  const { url } = await start({ ...turn, enableAuth: true, jwt: outsideIssuer });
  const token = await new SignJWT({ sub: 'auth0|ann' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('5m')
    .sign(Buffer.from(outsideIssuer.secret));
  expect((await ice(url, '', `Bearer ${token}`)).iceServers[1]?.username).toMatch(/^\d+:auth0\|ann$/);
});

test('a bearer token is read as RFC 6750 has it', () => {
  expect(bearerOf('Bearer a.b-c_d')).toBe('a.b-c_d');
  expect(bearerOf('bearer  a')).toBe('a');
  for (const other of [undefined, '', 'Bearer', 'Bearer ', 'Basic a', 'Bearer a b'])
    expect(bearerOf(other)).toBeNull();
});
