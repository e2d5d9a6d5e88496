import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { namesOf } from './certificate.ts';
import { keptCertificate } from './keep.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const NEXT_YEAR = new Date('2027-03-10T12:00:00Z');
const HOME = ['localhost', '192.168.1.23'];
const OFFICE = ['localhost', '10.0.0.4'];

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cert-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('the second start has the certificate of the first', async () => {
  const folder = join(scratch(), 'new');
  const first = await keptCertificate(folder, HOME, NOW);
  expect(await keptCertificate(folder, HOME, NOW)).toEqual(first);
  // Fewer addresses, as without a network, are no reason for another.
  expect(await keptCertificate(folder, ['localhost'], NOW)).toEqual(first);
});

test('nobody else may read the key', async () => {
  const folder = join(scratch(), 'new');
  await keptCertificate(folder, HOME, NOW);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'own.pem')).mode & 0o777).toBe(0o600);
});

test('a laptop that goes to another network and comes back needs one new certificate, not two', async () => {
  const folder = scratch();
  const atHome = await keptCertificate(folder, HOME, NOW);
  const atOffice = await keptCertificate(folder, OFFICE, NOW);
  expect(atOffice.cert).not.toBe(atHome.cert);
  expect(namesOf(new X509Certificate(atOffice.cert))).toEqual(['localhost', '10.0.0.4', '192.168.1.23']);
  expect(await keptCertificate(folder, HOME, NOW)).toEqual(atOffice);
});

test('one that is about to expire is replaced', async () => {
  const folder = scratch();
  const old = await keptCertificate(folder, HOME, NOW);
  const renewed = await keptCertificate(folder, HOME, NEXT_YEAR);
  expect(renewed.cert).not.toBe(old.cert);
  expect(await keptCertificate(folder, HOME, NEXT_YEAR)).toEqual(renewed);
});

test.each([
  ['empty', () => ''],
  ['cut off', (pem: string) => pem.slice(0, -100)],
  ['without its key', (pem: string) => pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'))],
  ['no PEM', () => 'hello'],
])('a file that is %s is replaced by a whole one', async (_what, damage) => {
  const folder = scratch();
  const file = join(folder, 'own.pem');
  await keptCertificate(folder, HOME, NOW);
  writeFileSync(file, damage(readFileSync(file, 'utf8')));
  const made = await keptCertificate(folder, HOME, NOW);
  expect(new X509Certificate(made.cert).checkPrivateKey(createPrivateKey(made.key))).toBe(true);
  expect(await keptCertificate(folder, HOME, NOW)).toEqual(made);
});

test('a key of another certificate is not served with this one', async () => {
  const [one, other] = [scratch(), scratch()];
  const { cert } = await keptCertificate(one, HOME, NOW);
  const { key } = await keptCertificate(other, HOME, NOW);
  writeFileSync(join(one, 'own.pem'), key + cert);
  expect((await keptCertificate(one, HOME, NOW)).cert).not.toBe(cert);
});

test('where nothing can be kept there is a certificate all the same, and the reason', async () => {
  const notFolder = join(scratch(), 'file');
  writeFileSync(notFolder, '');
  const { cert, problem } = await keptCertificate(notFolder, HOME, NOW);
  expect(namesOf(new X509Certificate(cert))).toEqual(HOME);
  expect(problem).toMatch(/EEXIST|ENOTDIR/);
});
