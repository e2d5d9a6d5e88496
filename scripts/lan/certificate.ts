/** Makes a certificate that this machine vouches for itself. */
import { KeyObject, type X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { JsonGeneralName } from '@peculiar/x509';
import type { Tls } from '../../signaling/tls.ts';

const DAY_MS = 86_400_000;

/** Apple's systems refuse a server's certificate of over 825 days, or 398 from an authority they know (HT210176, HT211025). */
const VALID_DAYS = 397;

/** The clock of another device may be behind. */
const HEAD_START_DAYS = 1;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** @param names what it is valid for: DNS names and IP addresses */
export async function makeCertificate(names: readonly string[], now: Date): Promise<Tls> {
  // The library wants this before it is loaded itself. Neither is loaded unless a certificate has to be made.
  await import('reflect-metadata/lite');
  const x509 = await import('@peculiar/x509');
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const notBefore = new Date(now.getTime() - HEAD_START_DAYS * DAY_MS);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: ['Ultimate Tic Tac Toe'] }],
      notBefore,
      notAfter: new Date(notBefore.getTime() + VALID_DAYS * DAY_MS),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        // A leaf, which can vouch for no other: who has to trust it, trusts it with nothing else.
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(
          names.map((value): JsonGeneralName => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
        ),
      ],
    },
    crypto,
  );
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { cert: `${certificate.toString('pem')}\n`, key: key.toString() };
}

/** A certificate with less time left is replaced. */
const RENEWAL_DAYS = 30;

/** Whether a certificate is valid for all the names, and for some time to come. */
export function isGoodFor(certificate: X509Certificate, names: readonly string[], now: Date): boolean {
  const { validFromDate, validToDate } = certificate;
  return (
    validFromDate <= now &&
    validToDate.getTime() - now.getTime() > RENEWAL_DAYS * DAY_MS &&
    names.every((name) => isValidFor(certificate, name))
  );
}

export function isValidFor(certificate: X509Certificate, name: string): boolean {
  return (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
}

/** The names that a certificate is valid for, IPv6 addresses in their short form. */
export function namesOf({ subjectAltName = '' }: X509Certificate): readonly string[] {
  return [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(([, name = '']) =>
    isIP(name) === 6 ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name,
  );
}
