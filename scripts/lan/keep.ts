/** Keeps this machine's certificate from one start to the next, so that a browser has to be told only once. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tls } from '../../signaling/tls.ts';
import { isGoodFor, makeCertificate, namesOf } from './certificate.ts';

/** Key and certificate in one file, so that a start sees both as another left them, or neither. */
const FILE = 'own.pem';

export interface KeptCertificate extends Tls {
  /** Why it could not be kept, if so: the next start makes another. */
  readonly problem?: string;
}

/**
 * The certificate of the last start if it is still good, else a new one. The new one is valid for the old one's names
 * too: who takes a laptop from network to network is not warned at every return.
 *
 * @param folder is made if it is missing; only its owner may read what is in it
 */
export async function keptCertificate(
  folder: string,
  names: readonly string[],
  now: Date,
): Promise<KeptCertificate> {
  const file = join(folder, FILE);
  const kept = read(file);
  const certificate = kept && new X509Certificate(kept.cert);
  if (kept && certificate && isGoodFor(certificate, names, now)) return kept;
  const former = certificate ? namesOf(certificate) : [];
  const made = await makeCertificate([...new Set([...names, ...former])], now);
  const problem = write(folder, file, made);
  return problem === null ? made : { ...made, problem };
}

/** What is there and whole; a file that is missing or damaged is as good as none. */
function read(file: string): Tls | null {
  try {
    const pem = readFileSync(file, 'utf8');
    const [key = '', cert = ''] = pem.split(/(?=-----BEGIN CERTIFICATE-----)/);
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? { cert, key } : null;
  } catch {
    return null;
  }
}

/** @returns why it failed, or `null` */
function write(folder: string, file: string, { cert, key }: Tls): string | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, key + cert, { mode: 0o600 });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
