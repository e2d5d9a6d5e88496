import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SigningKeys } from './keys.ts';
import { NONCE_MAX_LENGTH, Nonces } from './nonces.ts';

const SECRETS = ['a secret of 32 characters or more', 'the one that was in use before it'];

async function noncesOf(secrets: readonly string[], now: () => number = Date.now): Promise<Nonces> {
  return new Nonces(await SigningKeys.open({ secrets, redis: null }), now);
}

test('a nonce is good on every instance with the secret, also while it is being changed', async () => {
  const nonce = (await noncesOf(SECRETS.slice(1))).draw();
  expect(nonce.length).toBeLessThanOrEqual(NONCE_MAX_LENGTH);
  expect((await noncesOf(SECRETS)).check(nonce)).toBe(true);
  expect((await noncesOf(SECRETS.slice(0, 1))).check(nonce)).toBe(false);
});

test('no two nonces are the same, and each is good for a minute', async () => {
  let now = Date.UTC(2030, 0, 1);
  const nonces = await noncesOf(SECRETS, () => now);
  const [one, other] = [nonces.draw(), nonces.draw()];
  expect(one).not.toBe(other);
  now += 60_000;
  expect(nonces.check(one)).toBe(true);
  now += 1;
  expect(nonces.check(one)).toBe(false);
});

test('a nonce is good if and only if it is unmodified', async () => {
  const nonces = await noncesOf(SECRETS);
  const nonce = nonces.draw();
  const at = fc.nat(nonce.length - 1);
  const inserted = fc.string({ maxLength: 3, unit: fc.constantFrom('a', 'b', '0', '9', '-', '_', '.') });
  fc.assert(
    fc.property(at, fc.nat(3), inserted, (from, removed, more) => {
      const modified = nonce.slice(0, from) + more + nonce.slice(from + removed);
      expect(nonces.check(modified)).toBe(modified === nonce);
    }),
    { numRuns: 300 },
  );
});

test('no text makes it throw', async () => {
  const nonces = await noncesOf(SECRETS);
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.base64String().map((random) => `zzzzzz.${random}.${random}`),
  );
  fc.assert(
    fc.property(text, (hostile) => {
      expect(nonces.check(hostile)).toBe(false);
    }),
  );
});
