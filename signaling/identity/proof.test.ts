import fc from 'fast-check';
import { calculateJwkThumbprint } from 'jose';
import { expect, test } from 'vitest';
import { BrowserKey } from '../testing/identity.ts';
import { writePart } from './jwt.ts';
import { PROOF_MAX_LENGTH, readProof } from './proof.ts';

const key = await BrowserKey.create();
const x = key.publicJwk.x ?? '';

test('a proof that a browser signed verifies, and names its key', async () => {
  const proof = readProof(await key.prove({ nonce: 'n', ticket: 't', draw: true }));
  expect(proof).toMatchObject({ nonce: 'n', ticket: 't', draw: true });
  expect(await proof?.verify()).toBe(true);
  expect(await proof?.thumbprint()).toBe(await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x }));
});

test('a proof by another key than the one that it shows does not verify', async () => {
  const other = await BrowserKey.create();
  const proof = readProof(await other.prove({ nonce: 'n' }, { jwk: key.publicJwk }));
  expect(await proof?.verify()).toBe(false);
});

test('a proof verifies if and only if what it says is unmodified', async () => {
  const text = await key.prove({ nonce: 'n' });
  // The last letter of the signature has spare bits, which change nothing.
  const said = fc.nat(text.lastIndexOf('.') - 1);
  const inserted = fc.string({ maxLength: 2, unit: fc.constantFrom('A', 'b', '0', '-', '_', '.') });
  await fc.assert(
    fc.asyncProperty(said, fc.nat(2), inserted, async (at, removed, more) => {
      const modified = text.slice(0, at) + more + text.slice(at + removed);
      expect((await readProof(modified)?.verify()) ?? false).toBe(modified === text);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['no signature', { alg: 'none' }],
  ['a secret', { alg: 'HS256' }],
  ['another type', { typ: 'JWT' }],
  ['no key', { jwk: undefined }],
  ['a key on another curve', { jwk: { kty: 'OKP', crv: 'X25519', x } }],
  ['a key of another kind', { jwk: { kty: 'EC', crv: 'P-256', x, y: x } }],
  ['a key that is too short', { jwk: { kty: 'OKP', crv: 'Ed25519', x: x.slice(1) } }],
  ['a key that is too long', { jwk: { kty: 'OKP', crv: 'Ed25519', x: `${x}A` } }],
])('a header with %s is no proof', (_what, header) => {
  const whole = { alg: 'EdDSA', typ: 'identity+jwt', jwk: key.publicJwk, ...header };
  expect(readProof(`${writePart(whole)}.${writePart({ nonce: 'n' })}.c2ln`)).toBeNull();
});

test('one key has one spelling, or it would have several ids', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const other = x.slice(0, -1) + alphabet.charAt(alphabet.indexOf(x.slice(-1)) ^ 1);
  expect(Buffer.from(other, 'base64url')).toEqual(Buffer.from(x, 'base64url'));
  const header = { alg: 'EdDSA', typ: 'identity+jwt', jwk: { kty: 'OKP', crv: 'Ed25519', x: other } };
  expect(readProof(`${writePart(header)}.${writePart({ nonce: 'n' })}.c2ln`)).toBeNull();
});

test.each([
  ['no nonce', {}],
  ['a nonce that is a number', { nonce: 7 }],
  ['a nonce that is too long', { nonce: 'n'.repeat(97) }],
  ['a ticket that is a list', { nonce: 'n', ticket: [] }],
  ['a wish that is a text', { nonce: 'n', draw: 'yes' }],
])('%s is no proof', async (_what, payload) => {
  expect(readProof(await key.prove(payload))).toBeNull();
});

test('the longest ticket fits, and nothing longer', async () => {
  const whole = { nonce: 'n'.repeat(96), ticket: 't'.repeat(2048), draw: false };
  const text = await key.prove(whole);
  expect(text.length).toBeLessThanOrEqual(PROOF_MAX_LENGTH);
  expect(readProof(text)).toMatchObject(whole);
  expect(readProof(await key.prove({ nonce: 'n', more: 'm'.repeat(PROOF_MAX_LENGTH) }))).toBeNull();
});

test('a point that is not on the curve, or of small order, does not verify', async () => {
  for (const bytes of [Buffer.alloc(32, 0xff), Buffer.alloc(32), Buffer.alloc(32, 2)]) {
    const header = {
      alg: 'EdDSA',
      typ: 'identity+jwt',
      jwk: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') },
    };
    const signature = Buffer.alloc(64).toString('base64url');
    const proof = readProof(`${writePart(header)}.${writePart({ nonce: 'n' })}.${signature}`);
    expect(await proof?.verify()).toBe(false);
  }
});

test('an extension that must be understood does not verify', async () => {
  const proof = readProof(await key.prove({ nonce: 'n' }, { crit: ['exp'], exp: 1 }));
  expect(await proof?.verify()).toBe(false);
});

test('no text makes it throw', async () => {
  const field = fc.oneof(fc.jsonValue(), fc.constantFrom('EdDSA', 'identity+jwt', key.publicJwk, 'n'));
  const header = fc.record({ alg: field, typ: field, jwk: field }, { requiredKeys: [] });
  const payload = fc.record({ nonce: field, ticket: field, draw: field }, { requiredKeys: [] });
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.tuple(header, payload).map(([head, body]) => `${writePart(head)}.${writePart(body)}.c2ln`),
  );
  await fc.assert(
    fc.asyncProperty(text, async (hostile) => {
      expect(await readProof(hostile)?.verify()).not.toBe(true);
    }),
    { numRuns: 200 },
  );
});
