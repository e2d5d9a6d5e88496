import { createServer, type Server } from 'node:http';
import {
  base64url,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { OutsideIssuer } from '../config/index.ts';
import { eventually } from '../testing/eventually.ts';
import { JWKS_TIMES, OutsideTokens, type OutsideTokensOptions } from './outside.ts';

const SECRET = 'what the issuer and the service share';
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;
type Algorithm = (typeof ALGORITHMS)[number];

const shared: OutsideIssuer = {
  algorithms: ['HS256'],
  secret: SECRET,
  jwksUrl: null,
  issuer: 'https://issuer.example/',
  audience: 'games',
  roomsClaim: null,
};

const past = Math.floor(Date.now() / 1000) - 60;
const future = past + 86_400;

const claims = { iss: 'https://issuer.example/', aud: 'games', sub: 'ann' };

/** A token that is good for a while, unless its claims say otherwise. */
function signed(payload: object = claims, header: JWTHeaderParameters = { alg: 'HS256' }): SignJWT {
  return new SignJWT({ exp: future, ...payload }).setProtectedHeader(header);
}

const bySecret = (token: SignJWT): Promise<string> => token.sign(Buffer.from(SECRET));

/** An issuer's key pair. */
async function keyPair(alg: Algorithm, kid: string) {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  const sign = (payload: object = claims, header: object = {}): Promise<string> =>
    signed(payload, { alg, kid, ...header }).sign(privateKey);
  return { jwk, publicKey, sign };
}

/** Where an issuer has its public keys; what it answers may be changed. */
async function jwksServer(first: unknown) {
  const state = { status: 200, body: JSON.stringify(first), requests: 0 };
  const server = createServer((_request, response) => {
    state.requests += 1;
    response.writeHead(state.status, { 'content-type': 'application/json' }).end(state.body);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(close);
  return { state, close, url: `http://127.0.0.1:${portOf(server)}/jwks.json` };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}

function byPublicKeys(jwksUrl: string, options: OutsideTokensOptions = {}): OutsideTokens {
  return new OutsideTokens({ ...shared, algorithms: ALGORITHMS, secret: null, jwksUrl }, options);
}

/** A wall clock that only the test moves on. */
function ownClock(): (ms: number) => void {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  return (ms) => void vi.advanceTimersByTime(ms);
}

async function check(tokens: OutsideTokens, token: string): Promise<unknown> {
  const answer = await tokens.verify(token);
  return answer.ok ? 'ok' : answer.code;
}

test('a token that a shared secret signed says who somebody is', async () => {
  const answer = await new OutsideTokens(shared).verify(await bySecret(signed()));
  expect(answer).toEqual({
    ok: true,
    owner: expect.stringMatching(/^sub:[\w-]{43}$/),
    subject: 'ann',
    rooms: null,
  });
});

test('an owner is a subject of one issuer, whichever token says so', async () => {
  const any = new OutsideTokens({ ...shared, issuer: null, audience: null });
  const owners = await Promise.all(
    [
      claims,
      { ...claims, aud: 'more' },
      { ...claims, sub: 'bob' },
      { ...claims, iss: 'https://other.example/' },
    ].map(async (payload) => {
      const answer = await any.verify(await bySecret(signed(payload)));
      return answer.ok ? answer.owner : answer.code;
    }),
  );
  expect(owners[0]).toBe(owners[1]);
  expect(new Set(owners).size).toBe(3);
});

test.each([
  ['one that has run out', signed({ ...claims, exp: past }), 'auth/expired'],
  ['one for later', signed({ ...claims, nbf: future - 60 }), 'auth/not-yet-valid'],
  ['one for somebody else', signed({ ...claims, aud: 'shops' }), 'auth/audience'],
  ['one for nobody', signed({ ...claims, aud: undefined }), 'auth/audience'],
  ['one of another issuer', signed({ ...claims, iss: 'https://elsewhere.example/' }), 'auth/issuer'],
  ['one of no issuer', signed({ ...claims, iss: undefined }), 'auth/issuer'],
  ['one without subject', signed({ ...claims, sub: undefined }), 'auth/subject'],
  ['one whose subject is a number', signed({ ...claims, sub: 7 }), 'auth/subject'],
  ['one whose subject is empty', signed({ ...claims, sub: '' }), 'auth/subject'],
  ['one without end', signed({ ...claims, exp: undefined }), 'auth/malformed'],
])('%s is refused', async (_what, token, code) => {
  expect(await check(new OutsideTokens(shared), await bySecret(token))).toBe(code);
});

test('a token that another secret signed, or none, or that was changed, is refused', async () => {
  const tokens = new OutsideTokens(shared);
  expect(await check(tokens, await signed().sign(Buffer.alloc(40, 'x')))).toBe('auth/signature');
  expect(await check(tokens, new UnsecuredJWT(claims).setExpirationTime('5m').encode())).toBe(
    'auth/algorithm',
  );
  const [header, , signature] = (await bySecret(signed())).split('.');
  const body = base64url.encode(JSON.stringify({ ...claims, sub: 'bob', exp: future }));
  expect(await check(tokens, `${header}.${body}.${signature}`)).toBe('auth/signature');
});

test('a header that asks for more than is done here is refused', async () => {
  const token = signed(claims, { alg: 'HS256', crit: ['exp'], exp: 1 });
  const text = await token.sign(Buffer.from(SECRET), { crit: { exp: true } });
  expect(await check(new OutsideTokens(shared), text)).toBe('auth/malformed');
});

test.each([
  ['a list', ['a', 'b:1'], ['a', 'b:1']],
  ['words', ' a  b:1 ', ['a', 'b:1']],
  ['an empty list', [], []],
  ['nothing', undefined, []],
])('rooms may be %s', async (_what, rooms, expected) => {
  const tokens = new OutsideTokens({ ...shared, roomsClaim: 'rooms' });
  expect(await tokens.verify(await bySecret(signed({ ...claims, rooms })))).toMatchObject({
    rooms: expected,
  });
});

test.each([7, null, { a: true }, ['a', 7]])('rooms that are %j are refused', async (rooms) => {
  const tokens = new OutsideTokens({ ...shared, roomsClaim: 'rooms' });
  expect(await check(tokens, await bySecret(signed({ ...claims, rooms })))).toBe('auth/malformed');
});

test.each(ALGORITHMS)(
  '%s: the keys are fetched once, and another key of the same name is refused',
  async (alg) => {
    const [key, impostor] = [await keyPair(alg, 'one'), await keyPair(alg, 'one')];
    const { url, state } = await jwksServer({ keys: [key.jwk] });
    const tokens = byPublicKeys(url);
    const sent = await Promise.all([key.sign(), key.sign(), impostor.sign()]);
    expect(await Promise.all(sent.map((token) => check(tokens, token)))).toEqual([
      'ok',
      'ok',
      'auth/signature',
    ]);
    expect(await check(tokens, await key.sign({ ...claims, aud: 'shops' }))).toBe('auth/audience');
    expect(state.requests).toBe(1);
  },
);

test('a public key is no secret: a token signed by its text is refused', async () => {
  const key = await keyPair('RS256', 'one');
  const { url } = await jwksServer({ keys: [key.jwk] });
  const tokens = byPublicKeys(url);
  for (const text of [await exportSPKI(key.publicKey), JSON.stringify(key.jwk)]) {
    const forged = await signed(claims, { alg: 'HS256', kid: 'one' }).sign(Buffer.from(text));
    expect(await check(tokens, forged)).toBe('auth/algorithm');
  }
  const unsigned = new UnsecuredJWT(claims).setExpirationTime('5m').encode();
  expect(await check(tokens, unsigned)).toBe('auth/algorithm');
});

test('a secret is no public key: a token of a key pair is refused', async () => {
  const key = await keyPair('ES256', 'one');
  expect(await check(new OutsideTokens(shared), await key.sign())).toBe('auth/algorithm');
});

test('an algorithm that the settings leave out is refused, although the issuer has a key for it', async () => {
  const key = await keyPair('ES256', 'one');
  const { url } = await jwksServer({ keys: [key.jwk] });
  const tokens = new OutsideTokens({ ...shared, algorithms: ['EdDSA'], secret: null, jwksUrl: url });
  expect(await check(tokens, await key.sign())).toBe('auth/algorithm');
});

test('a key that is new at the issuer is fetched, but strangers cannot make the service ask on and on', async () => {
  const [old, next] = [await keyPair('ES256', 'old'), await keyPair('ES256', 'next')];
  const stranger = await keyPair('ES256', 'stranger');
  const { url, state } = await jwksServer({ keys: [old.jwk] });
  const pass = ownClock();
  const tokens = byPublicKeys(url);
  expect(await check(tokens, await old.sign())).toBe('ok');
  const [forged, renewed] = [await stranger.sign(), await next.sign()];
  for (const requests of [1, 2]) {
    for (let asked = 0; asked < 20; asked += 1) expect(await check(tokens, forged)).toBe('auth/unknown-key');
    expect(state.requests).toBe(requests);
    pass(JWKS_TIMES.coolDownMs);
  }
  state.body = JSON.stringify({ keys: [old.jwk, next.jwk] });
  expect(await check(tokens, renewed)).toBe('ok');
  expect(await check(tokens, await old.sign())).toBe('ok');
  expect(state.requests).toBe(3);
});

test('a token that names no key is refused where several fit', async () => {
  const [one, other] = [await keyPair('ES256', 'one'), await keyPair('ES256', 'other')];
  const { url } = await jwksServer({ keys: [one.jwk, other.jwk] });
  expect(await check(byPublicKeys(url), await one.sign(claims, { kid: undefined }))).toBe('auth/unknown-key');
});

test.each([
  ['an error', 500, '{"keys":[]}'],
  ['a page', 200, '<!doctype html><title>soon</title>'],
  ['something else', 200, '{"keys":{"one":1}}'],
  ['keys without a kind', 200, '{"keys":[{"kid":"one"}]}'],
  ['null', 200, 'null'],
  ['another place', 302, ''],
])(
  'an issuer that answers %s has no keys, is left alone for a while, and is asked again',
  async (_, status, body) => {
    const key = await keyPair('EdDSA', 'one');
    const { url, state } = await jwksServer({ keys: [key.jwk] });
    const [good, token] = [state.body, await key.sign()];
    Object.assign(state, { status, body });
    const pass = ownClock();
    const warn = vi.fn<(fields: object, message: string) => void>();
    const tokens = byPublicKeys(url, { log: { warn } });
    for (let asked = 0; asked < 5; asked += 1)
      expect(await check(tokens, token)).toBe('auth/keys-unavailable');
    expect(state.requests).toBe(1);
    expect(warn).toHaveBeenCalledOnce();
    expect(JSON.stringify(warn.mock.calls)).not.toContain(token.slice(0, 10));
    Object.assign(state, { status: 200, body: good });
    expect(await check(tokens, token)).toBe('auth/keys-unavailable');
    pass(JWKS_TIMES.coolDownMs);
    expect(await check(tokens, token)).toBe('ok');
  },
);

test('a key that is none makes keys unavailable', async () => {
  const key = await keyPair('ES256', 'one');
  const { url } = await jwksServer({ keys: [{ ...key.jwk, x: key.jwk.y }] });
  expect(await check(byPublicKeys(url), await key.sign())).toBe('auth/keys-unavailable');
});

test('keys serve on while the issuer is away, until they are too old', async () => {
  const key = await keyPair('ES256', 'one');
  const { url, close } = await jwksServer({ keys: [key.jwk] });
  const token = await key.sign();
  const pass = ownClock();
  const tokens = byPublicKeys(url);
  expect(await check(tokens, token)).toBe('ok');
  await close();
  pass(JWKS_TIMES.maxAgeMs - 1);
  expect(await check(tokens, token)).toBe('ok');
  pass(JWKS_TIMES.coolDownMs);
  expect(await check(tokens, token)).toBe('auth/keys-unavailable');
});

test('a key that the issuer has taken back is no good after the next refresh', async () => {
  const [old, next] = [await keyPair('ES256', 'old'), await keyPair('ES256', 'next')];
  const { url, state } = await jwksServer({ keys: [old.jwk] });
  const pass = ownClock();
  const tokens = byPublicKeys(url);
  const token = await old.sign();
  expect(await check(tokens, token)).toBe('ok');
  state.body = JSON.stringify({ keys: [next.jwk] });
  expect(await check(tokens, token)).toBe('ok');
  pass(JWKS_TIMES.refreshMs + 1);
  expect(await check(tokens, token)).toBe('ok');
  await eventually(async () => expect(await check(tokens, token)).toBe('auth/unknown-key'));
});

test('an issuer that never answers keeps nobody waiting for longer than its time', async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.close().closeAllConnections());
  const key = await keyPair('ES256', 'one');
  const tokens = byPublicKeys(`http://127.0.0.1:${portOf(server)}/`, { times: { timeoutMs: 100 } });
  expect(await check(tokens, await key.sign())).toBe('auth/keys-unavailable');
});
