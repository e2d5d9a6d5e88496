import fc from 'fast-check';
import { calculateJwkThumbprint, decodeProtectedHeader, jwtVerify, SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { readJwt, writePart } from './jwt.ts';
import { SigningKeys } from './keys.ts';
import { isTicket, Tickets } from './tickets.ts';

const SECRET = 'a secret of 32 characters or more';
const NEXT_SECRET = 'the secret that comes after this one';
const NOW = Date.UTC(2030, 0, 1);
const NOW_S = NOW / 1000;
const TTL_S = 600;

const thumbprint = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) });
const claims = { iss: 'signaling', sub: 'ann', cnf: { jkt: thumbprint }, exp: NOW_S + TTL_S };

async function ticketsOf(
  secrets: readonly string[] = [SECRET],
  now: () => number = () => NOW,
): Promise<Tickets> {
  return new Tickets(await SigningKeys.open({ secrets, redis: null }), TTL_S, now);
}

/** What the service that gave tickets out says of a text; `null`: it does not take it for one. */
function check(tickets: Tickets, text: string): unknown {
  const jwt = readJwt(text);
  if (jwt === null || !isTicket(jwt)) return null;
  const verified = tickets.verify(jwt);
  return verified.ok ? verified : verified.code;
}

/** A ticket as somebody else writes it who has the secret. */
async function written(payload: object, header: object = {}): Promise<string> {
  const { kid } = decodeProtectedHeader((await ticketsOf()).issue('ann', thumbprint));
  return new SignJWT({ ...payload })
    .setProtectedHeader({ alg: 'HS256', typ: 'ticket+jwt', ...(kid !== undefined && { kid }), ...header })
    .sign(Buffer.from(SECRET));
}

const nothing = { outcome: 'nothing' };
const verified = { ok: true, owner: `key:${thumbprint}`, subject: 'ann', rooms: null };

test('a ticket says whose key an id belongs to', async () => {
  const tickets = await ticketsOf();
  expect(check(tickets, tickets.issue('ann', thumbprint))).toEqual(verified);
});

test('jose reads what is given out, and what jose writes is taken', async () => {
  const tickets = await ticketsOf();
  const { payload, protectedHeader } = await jwtVerify(
    tickets.issue('ann', thumbprint),
    Buffer.from(SECRET),
    {
      algorithms: ['HS256'],
      issuer: 'signaling',
      subject: 'ann',
      typ: 'ticket+jwt',
      currentDate: new Date(NOW),
    },
  );
  expect(payload).toEqual({ ...claims, iat: NOW_S });
  expect(protectedHeader.kid).not.toContain(SECRET.slice(0, 4));
  expect(check(tickets, await written(claims))).toEqual(verified);
});

test('a ticket verifies if and only if it is unmodified', async () => {
  const tickets = await ticketsOf();
  const ticket = tickets.issue('rare-geckos-jam', thumbprint);
  const edit = fc.record({
    at: fc.nat(ticket.length - 1),
    removed: fc.nat(3),
    inserted: fc.string({
      maxLength: 3,
      unit: fc.constantFrom('A', 'B', 'a', 'b', '0', '9', '-', '_', '.', '='),
    }),
  });
  fc.assert(
    fc.property(edit, ({ at, removed, inserted }) => {
      const modified = ticket.slice(0, at) + inserted + ticket.slice(at + removed);
      const isAccepted = typeof check(tickets, modified) === 'object' && check(tickets, modified) !== null;
      expect(isAccepted).toBe(modified === ticket);
    }),
    { numRuns: 1000 },
  );
});

test('a signature in another spelling of the same bytes is another signature', async () => {
  const tickets = await ticketsOf();
  const ticket = tickets.issue('ann', thumbprint);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(ticket.slice(-1));
  const other = ticket.slice(0, -1) + alphabet.charAt(last ^ 1);
  const bytes = (text: string): Buffer => Buffer.from(text.slice(text.lastIndexOf('.') + 1), 'base64url');
  expect(bytes(other)).toEqual(bytes(ticket));
  expect(check(tickets, other)).toBe('auth/signature');
});

test('a new secret logs nobody out while the previous one is still given', async () => {
  const ticket = (await ticketsOf([SECRET])).issue('ann', thumbprint);
  const during = await ticketsOf([NEXT_SECRET, SECRET]);
  expect(check(during, ticket)).toEqual(verified);
  const renewed = during.issue('ann', thumbprint);
  const after = await ticketsOf([NEXT_SECRET]);
  expect(check(after, renewed)).toEqual(verified);
  expect(check(after, ticket)).toBe('auth/unknown-key');
});

test('without a secret of its own every process draws another one', async () => {
  const [one, other] = [await ticketsOf([]), await ticketsOf([])];
  const ticket = one.issue('ann', thumbprint);
  expect(check(one, ticket)).toEqual(verified);
  expect(check(other, ticket)).toBe('auth/unknown-key');
});

test('a ticket that has run out, or that the previous secret signed, recalls the id of its key, and of no other', async () => {
  const old = (await ticketsOf([SECRET], () => NOW - 86_400_000)).issue('ann', thumbprint);
  for (const tickets of [await ticketsOf(), await ticketsOf([NEXT_SECRET, SECRET])]) {
    expect(tickets.recall(old, thumbprint)).toEqual({ outcome: 'had', id: 'ann' });
    expect(tickets.recall(old, 'y'.repeat(43))).toEqual(nothing);
    expect(tickets.recall(`${old.slice(0, -2)}${old.endsWith('AA') ? 'BB' : 'AA'}`, thumbprint)).toEqual(
      nothing,
    );
    for (const text of ['', '0.abc', 'a.b.c']) expect(tickets.recall(text, thumbprint)).toEqual(nothing);
  }
});

test('what cannot be checked is believed only by a service that keeps no secret, for an id that it could have drawn', async () => {
  const before = await ticketsOf([]);
  const ticket = before.issue('rare-geckos-jam', thumbprint);
  const again = await ticketsOf([]);
  expect(again.recall(ticket, thumbprint)).toEqual({ outcome: 'had', id: 'rare-geckos-jam' });
  expect(again.recall(ticket, 'y'.repeat(43))).toEqual(nothing);
  expect(again.recall(before.issue('admin', thumbprint), thumbprint)).toEqual(nothing);
  expect((await ticketsOf()).recall(ticket, thumbprint)).toEqual(nothing);
  expect(check(again, ticket)).toBe('auth/unknown-key');
});

test('a ticket is good for its time, and five seconds for clocks that differ', async () => {
  let now = NOW;
  const tickets = await ticketsOf([SECRET], () => now);
  const ticket = tickets.issue('ann', thumbprint);
  now = NOW + (TTL_S + 4) * 1000;
  expect(check(tickets, ticket)).toEqual(verified);
  now = NOW + (TTL_S + 5) * 1000;
  expect(check(tickets, ticket)).toBe('auth/expired');
  // It still says whose the id was.
  const jwt = readJwt(ticket);
  expect(jwt && tickets.read(jwt)).toMatchObject({
    ok: true,
    id: 'ann',
    thumbprint,
    untimely: 'auth/expired',
  });
});

test.each([
  ['run out', claims, {}, { exp: NOW_S - 60 }, 'auth/expired'],
  ['not begun', claims, {}, { nbf: NOW_S + 60 }, 'auth/not-yet-valid'],
  ['of another issuer', claims, {}, { iss: 'elsewhere' }, 'auth/issuer'],
  ['of another type', claims, { typ: 'JWT' }, {}, 'auth/malformed'],
  ['of an unknown key', claims, { kid: 'another' }, {}, 'auth/unknown-key'],
  ['without a key id', claims, { kid: undefined }, {}, 'auth/malformed'],
  ['with an extension that must be understood', claims, { b64: true, crit: ['b64'] }, {}, 'auth/malformed'],
  ['without an end', claims, {}, { exp: undefined }, 'auth/malformed'],
  ['without a key', claims, {}, { cnf: undefined }, 'auth/malformed'],
  ['for an id that is none', claims, {}, { sub: 'ann/../bob' }, 'auth/malformed'],
  ['that ends with a text', claims, {}, { exp: '2031' }, 'auth/malformed'],
])('a ticket %s is refused', async (_what, base, header, change, code) => {
  expect(check(await ticketsOf(), await written({ ...base, ...change }, header))).toBe(code);
});

test('a ticket without signature, or by another algorithm, is refused', async () => {
  const tickets = await ticketsOf();
  expect(check(tickets, new UnsecuredJWT(claims).encode())).toBe('auth/algorithm');
  const hs512 = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS512', typ: 'ticket+jwt' })
    .sign(Buffer.alloc(64, SECRET));
  expect(check(tickets, hs512)).toBe('auth/algorithm');
  const forged = `${writePart({ alg: 'none', typ: 'ticket+jwt' })}.${writePart(claims)}.`;
  expect(check(tickets, forged)).toBe('auth/algorithm');
});

test('no text makes it throw', async () => {
  const tickets = await ticketsOf();
  const field = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('HS256', 'ticket+jwt', 'signaling', 'ann', NOW_S + 60),
  );
  const header = fc.record({ alg: field, typ: field, kid: field }, { requiredKeys: [] });
  const payload = fc.record({ iss: field, sub: field, cnf: field, exp: field }, { requiredKeys: [] });
  fc.assert(
    fc.property(header, payload, fc.base64String(), (head, body, signature) => {
      const answer = check(
        tickets,
        `${writePart(head)}.${writePart(body)}.${signature.replaceAll(/[+/=]/g, '')}`,
      );
      expect(answer === null || typeof answer === 'string').toBe(true);
    }),
    { numRuns: 200 },
  );
});
