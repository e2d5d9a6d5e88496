import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { isGoodFor, makeCertificate, namesOf } from './certificate.ts';

const NAMES = ['localhost', '127.0.0.1', '::1', '192.168.1.23', 'fd12::1', 'laptop.local'];
const NOW = new Date('2026-03-01T12:00:00Z');
const DAY_MS = 86_400_000;

function later(days: number): Date {
  return new Date(NOW.getTime() + days * DAY_MS);
}

const { cert, key } = await makeCertificate(NAMES, NOW);
const certificate = new X509Certificate(cert);

test('it is for exactly the names it was asked for', () => {
  expect(namesOf(certificate)).toEqual(NAMES);
  expect(isGoodFor(certificate, NAMES, NOW)).toBe(true);
  for (const other of ['192.168.1.24', 'fd12::2', 'local', 'desktop.local']) {
    expect(isGoodFor(certificate, [other], NOW)).toBe(false);
  }
});

test('it is signed by its own key, on P-256', () => {
  expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
});

test('it cannot vouch for others, and is for servers only', () => {
  expect(certificate.ca).toBe(false);
  // TLS Web Server Authentication, RFC 5280.
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
});

test('it is valid for a phone whose clock is behind, and for no longer than 397 days', () => {
  expect(certificate.validFromDate).toEqual(later(-1));
  expect(certificate.validToDate).toEqual(later(396));
});

test.each([
  [0, true],
  [365, true],
  [366, false],
  [400, false],
  [-2, false],
])('%i days after it was made, that it can be used further is %s', (days, good) => {
  expect(isGoodFor(certificate, NAMES, later(days))).toBe(good);
});

test('no two have the same key or the same number', async () => {
  const other = await makeCertificate(NAMES, NOW);
  expect(other.key).not.toBe(key);
  expect(new X509Certificate(other.cert).serialNumber).not.toBe(certificate.serialNumber);
});
