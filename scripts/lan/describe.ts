/** What `npm start` prints below the address: how another device in the same network gets there. */
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { renderUnicodeCompact } from 'uqr';
import { isWildcard } from './addresses.ts';
import { isValidFor } from './certificate.ts';

export interface Start {
  readonly port: number;
  /** What the service listens on; `null`: every interface. */
  readonly host: string | null;
  /** The certificate in PEM, and whether this machine made it; `null`: plain HTTP. */
  readonly certificate: { readonly pem: string; readonly own: boolean } | null;
  /** Those of the local network, the likeliest first. */
  readonly addresses: readonly string[];
  /** Width of the terminal, characters; 0 where no person looks on, as in a log. */
  readonly columns: number;
}

export function describeStart({ port, host, certificate, addresses, columns }: Start): string {
  const reachable = reachableAt(host, addresses);
  if (certificate === null) {
    // Without TLS no address of the network is a secure page: it would have no `crypto.subtle`.
    return reachable.length > 0 ? 'For a phone on the same Wi-Fi: HTTPS=1 npm start\n' : '';
  }
  const parsed = new X509Certificate(certificate.pem);
  const urls = reachable
    .filter((name) => isValidFor(parsed, name))
    .map((name) => `https://${inUrl(name)}:${port}`);
  const lines = urls.map((url, at) => (at === 0 ? `In the local network it is at ${url}` : `or ${url}`));
  const [first] = urls;
  if (first !== undefined) lines.push(...qrLines(first, columns));
  if (certificate.own) {
    lines.push(
      'This machine made the certificate itself: each browser warns of it once. Its SHA-256 fingerprint is',
      parsed.fingerprint256,
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

function reachableAt(host: string | null, addresses: readonly string[]): readonly string[] {
  if (host === null || host === '::') return addresses;
  if (isWildcard(host)) return addresses.filter((address) => isIP(address) === 4);
  return /^(?:localhost|127\..*|::1)$/.test(host) ? [] : [host];
}

function inUrl(name: string): string {
  return isIP(name) === 6 ? `[${name}]` : name;
}

/** White on black by number, whatever colours the terminal has of its own: entries of the 256 that no theme changes. */
const WHITE_ON_BLACK = '\u001B[38;5;231;48;5;16m';
const RESET = '\u001B[0m';

/** ISO/IEC 18004 asks for four light modules around a QR code. */
const QUIET_ZONE = 4;

/** Two modules a character, one above the other; nothing where the lines would be broken. */
function qrLines(text: string, columns: number): readonly string[] {
  const lines = renderUnicodeCompact(text, { border: QUIET_ZONE }).split('\n');
  if (lines.some((line) => line.length > columns)) return [];
  return lines.map((line) => WHITE_ON_BLACK + line + RESET);
}
