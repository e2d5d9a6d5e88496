/** A certificate authority of a test's own. */
import { KeyObject } from 'node:crypto';
import type { Tls } from '../tls.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export interface Authority {
  /** Its own certificate, PEM. */
  readonly cert: string;
  /** Vouches for a server with this DNS name. */
  issue(dnsName: string): Promise<Tls>;
}

export async function createAuthority(name: string): Promise<Authority> {
  // The library wants this before it is loaded itself.
  await import('reflect-metadata/lite');
  const x509 = await import('@peculiar/x509');
  const generateKeys = () => crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const own = await generateKeys();
  const issuer = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [name] }],
      signingAlgorithm: ALGORITHM,
      keys: own,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    },
    crypto,
  );
  return {
    cert: issuer.toString('pem'),
    issue: async (dnsName) => {
      const keys = await generateKeys();
      const certificate = await x509.X509CertificateGenerator.create(
        {
          subject: [{ CN: [dnsName] }],
          issuer: issuer.subject,
          signingAlgorithm: ALGORITHM,
          publicKey: keys.publicKey,
          signingKey: own.privateKey,
          extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: dnsName }])],
        },
        crypto,
      );
      const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
      return { cert: certificate.toString('pem'), key: key.toString() };
    },
  };
}
