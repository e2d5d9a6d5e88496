import fc from 'fast-check';
import { SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { TOKEN_MAX_LENGTH } from '../protocol/index.ts';
import { TokenAuthenticator } from './authenticator.ts';
import { SigningKeys } from './keys.ts';
import { OutsideTokens } from './outside.ts';
import { Tickets } from './tickets.ts';

const THUMBPRINT = 'x'.repeat(43);
const SECRET = Buffer.from('what the issuer and the service share');

const tickets = new Tickets(await SigningKeys.open({ secrets: [], redis: null }), 600);
const ticket = tickets.issue('ann', THUMBPRINT);

const outside = new OutsideTokens({
  algorithms: ['HS256'],
  secret: SECRET.toString(),
  jwksUrl: null,
  issuer: null,
  audience: null,
  roomsClaim: 'rooms',
});

function fromOutside(sub: string, secret: Uint8Array = SECRET): Promise<string> {
  return new SignJWT({ sub, rooms: 'a b' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('5m')
    .sign(secret);
}

const lenient = new TokenAuthenticator({ tickets, outside: null, enableAuth: false });
const strict = new TokenAuthenticator({ tickets, outside: null, enableAuth: true });
const lenientWithOutside = new TokenAuthenticator({ tickets, outside, enableAuth: false });
const strictWithOutside = new TokenAuthenticator({ tickets, outside, enableAuth: true });

const byKey = { ok: true, owner: `key:${THUMBPRINT}`, rooms: null };
const bySubject = { ok: true, owner: expect.stringMatching(/^sub:/), rooms: ['a', 'b'] };
const missing = { ok: false, code: 'auth/missing' };

test('a stock client is the owner of what it made up, at once, and its token is not kept', () => {
  const [one, again, other] = ['0.abc', '0.abc', '0.abd'].map((token) =>
    lenient.authenticate('ann', token, null),
  );
  // By `printf 0.abc | openssl dgst -sha256 -binary | basenc --base64url`.
  expect(one).toEqual({ ok: true, owner: 'token:TZiYt4WKmoJsPQszRFTFaT62RsBiIRPV2ttiR5crFgE', rooms: null });
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});

test('a ticket is taken at once, wherever it stands', () => {
  for (const each of [lenient, strict, lenientWithOutside]) {
    expect(each.authenticate('ann', ticket, null)).toEqual(byKey);
    expect(each.authenticate('ann', '0.random', ticket)).toEqual(byKey);
    expect(each.authenticate('bob', ticket, null)).toEqual({ ok: false, code: 'auth/subject' });
    expect(each.authenticate(null, ticket, null)).toEqual({ ...byKey, id: 'ann' });
  }
});

test('what looks like a ticket must be one, also where random tokens are let in', () => {
  const forged = new UnsecuredJWT({ iss: 'signaling', sub: 'ann', cnf: { jkt: THUMBPRINT } }).encode();
  expect(lenient.authenticate('ann', forged, null)).toEqual({ ok: false, code: 'auth/algorithm' });
  const changed = `${ticket.slice(0, -2)}${ticket.endsWith('AA') ? 'BB' : 'AA'}`;
  expect(lenient.authenticate('ann', changed, null)).toEqual({ ok: false, code: 'auth/signature' });
});

test('a token of an unknown issuer is a random text like any other', async () => {
  const token = await fromOutside('ann');
  expect(lenient.authenticate('bob', token, null)).toMatchObject({ ok: true, rooms: null });
  expect(strict.authenticate('ann', token, null)).toEqual(missing);
});

test('a token of the outside issuer says who somebody is, and which rooms are open', async () => {
  const token = await fromOutside('ann');
  for (const each of [lenientWithOutside, strictWithOutside]) {
    expect(await each.authenticate('ann', token, null)).toEqual(bySubject);
    expect(await each.authenticate('ann', '', token)).toEqual(bySubject);
    expect(await each.authenticate('bob', token, null)).toEqual({ ok: false, code: 'auth/subject' });
    expect(await each.authenticate(null, token, null)).toEqual({ ...bySubject, id: 'ann' });
    const forged = await fromOutside('ann', Buffer.alloc(32, 'x'));
    expect(await each.authenticate('ann', forged, null)).toEqual({ ok: false, code: 'auth/signature' });
  }
});

test('a subject that cannot be an id owns whatever id it is given', async () => {
  const token = await fromOutside('auth0|ann');
  expect(await strictWithOutside.authenticate(null, token, null)).toEqual(bySubject);
  expect(await strictWithOutside.authenticate('ann', token, null)).toEqual({
    ok: false,
    code: 'auth/subject',
  });
});

test('where an outside issuer decides who comes in, nobody comes in with a ticket that everybody may have', () => {
  expect(strictWithOutside.givesTickets).toBe(false);
  expect(strictWithOutside.authenticate('ann', ticket, null)).toEqual({ ok: false, code: 'auth/issuer' });
  expect([lenient, strict, lenientWithOutside].map((each) => each.givesTickets)).toEqual([true, true, true]);
});

test('a random token, or none, is not enough where tokens must be signed', () => {
  for (const each of [strict, strictWithOutside]) {
    expect(each.authenticate('ann', '0.abc', null)).toEqual(missing);
    expect(each.authenticate(null, '', null)).toEqual(missing);
  }
});

test('who has neither id nor token is let in as nobody in particular; an id needs a token', () => {
  const [one, other] = [lenient.authenticate(null, '', null), lenient.authenticate(null, '', '')];
  expect(one).toMatchObject({ ok: true });
  expect(one).not.toEqual(other);
  expect(lenient.authenticate('ann', '', null)).toEqual(missing);
});

test('a token may be as long as the protocol says, and no longer', () => {
  expect(lenient.authenticate('ann', 'x'.repeat(TOKEN_MAX_LENGTH), null)).toMatchObject({ ok: true });
  const longer = 'x'.repeat(TOKEN_MAX_LENGTH + 1);
  expect(lenient.authenticate('ann', longer, null)).toEqual({ ok: false, code: 'auth/malformed' });
  expect(lenient.authenticate('ann', '0.abc', longer)).toEqual({ ok: false, code: 'auth/malformed' });
});

test('no token makes it throw, nor owns by chance what a key owns', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(text, text, fc.option(text), async (id, token, bearer) => {
      for (const each of [lenient, strict, lenientWithOutside, strictWithOutside]) {
        const answer = await each.authenticate(id, token, bearer);
        expect(answer.ok ? answer.owner : 'token:').toMatch(/^token:/);
      }
    }),
  );
});
