import fc from 'fast-check';
import { expect, test } from 'vitest';
import { originCheck, readOrigin } from './origins.ts';

const strict = originCheck({
  allowedOrigins: ['https://example.org', 'http://localhost:8080'],
  allowMissingOrigin: false,
});

test.each(['https://example.org', 'https://example.org:443', 'HTTPS://EXAMPLE.ORG', 'http://localhost:8080'])(
  '%j is allowed',
  (origin) => {
    expect(strict({ origin })).toBe(true);
  },
);

test.each([
  'http://example.org',
  'https://example.org:8443',
  'https://example.org.evil.net',
  'https://evil-example.org',
  'https://sub.example.org',
  'https://example.org@evil.net',
  'https://user@example.org',
  'https://example.org/path',
  'https://example.org, https://example.org',
  'http://localhost',
  'null',
  'file://',
  'data:text/html,x',
  'blob:https://example.org/1',
  'chrome-extension://example.org',
  '*',
  '',
])('%j is not', (origin) => {
  expect(strict({ origin })).toBe(false);
});

test('a missing Origin is a setting, and what a page reads from its own host has none', () => {
  const lax = originCheck({ allowedOrigins: ['https://example.org'], allowMissingOrigin: true });
  expect(strict({})).toBe(false);
  expect(lax({})).toBe(true);
  expect(strict({ 'sec-fetch-site': 'same-origin' })).toBe(true);
  expect(strict({ 'sec-fetch-site': 'cross-site' })).toBe(false);
  expect(strict({ 'sec-fetch-site': 'same-origin', origin: 'https://evil.net' })).toBe(false);
});

test('without a list every page may, and with an empty one none', () => {
  expect(originCheck({ allowedOrigins: null, allowMissingOrigin: false })({ origin: 'null' })).toBe(true);
  expect(
    originCheck({ allowedOrigins: [], allowMissingOrigin: false })({ origin: 'https://example.org' }),
  ).toBe(false);
});

test('an allowed origin that is none is told at once, for it would never match', () => {
  for (const wrong of ['example.org', 'null', '*', 'https://example.org/app', 'ftp://example.org']) {
    expect(() => originCheck({ allowedOrigins: [wrong], allowMissingOrigin: false })).toThrow(wrong);
  }
});

test('an origin has one spelling', () => {
  expect(readOrigin('https://EXAMPLE.org:443')).toBe('https://example.org');
  expect(readOrigin('https://bücher.example')).toBe('https://xn--bcher-kva.example');
  const host = fc.constantFrom('Example.org', 'bücher.example', '[2001:DB8:0::1]', '127.1', 'localhost');
  const port = fc.constantFrom('', ':80', ':443', ':0443', ':8080', ':99999');
  const url = fc.tuple(
    fc.constantFrom('http://', 'HTTPS://', 'ws://', ''),
    host,
    port,
    fc.constantFrom('', '/', '/x'),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        url.map((parts) => parts.join('')),
        fc.string(),
      ),
      (text) => {
        const origin = readOrigin(text);
        expect(origin === null ? null : readOrigin(origin)).toBe(origin);
      },
    ),
  );
});
