import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJwt, writePart } from './jwt.ts';

const part = fc.oneof(
  fc.dictionary(fc.string(), fc.jsonValue()).map(writePart),
  fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  fc.string({ maxLength: 40 }),
);

test('no text makes it throw, and what it takes for a token has two objects in it', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
  );
  fc.assert(
    fc.property(text, (hostile) => {
      const jwt = readJwt(hostile);
      if (jwt === null) return;
      expect(`${jwt.signingInput}.${jwt.signature}`).toBe(hostile);
      for (const fields of [jwt.header, jwt.payload]) {
        expect(typeof fields).toBe('object');
        expect(Array.isArray(fields)).toBe(false);
      }
    }),
    { numRuns: 300 },
  );
});

test('what was written is read', () => {
  const fields = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(fields, fields, (header, payload) => {
      const jwt = readJwt(`${writePart(header)}.${writePart(payload)}.c2ln`);
      expect(jwt?.header).toEqual(JSON.parse(JSON.stringify(header)));
      expect(jwt?.payload).toEqual(JSON.parse(JSON.stringify(payload)));
      expect(jwt?.signature).toBe('c2ln');
    }),
  );
});

test.each([
  ['a token of a stock client', '0.ktq3xqmyb1j'],
  ['nothing', ''],
  ['two parts', 'e30.e30'],
  ['five parts, which are encrypted', 'e30.e30.e30.e30.e30'],
  ['a list in the place of the header', 'W10.e30.c2ln'],
  ['null in the place of the claims', 'e30.bnVsbA.c2ln'],
  ['base64 that is not for URLs', 'e30=.e30=.c2ln'],
])('%s is no token of three parts', (_what, text) => {
  expect(readJwt(text)).toBeNull();
});
