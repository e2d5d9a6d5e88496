import { X509Certificate } from 'node:crypto';
import * as v from 'valibot';
import { REDIS_TLS_VERIFY } from '../../redis/index.ts';
import { listOf, oneOf, optional, secret, variable, wholeNumber } from './variable.ts';

/** What several instances share. */
export const REDIS = {
  REDIS_URL: optional(
    listOf(
      isRedisUrl,
      'must be one or more URLs like redis://host:port or rediss://host:port, divided by commas',
    ),
    'Redis or Valkey (`rediss:` over TLS); several nodes of a cluster divided by commas; not set, everything is in memory.',
  ),
  REDIS_PASSWORD: optional(
    secret(1),
    'Its password, in place of one within `REDIS_URL`, where it comes from a store of secrets.',
  ),
  REDIS_CA: optional(
    v.pipe(
      v.string(),
      // Files of variables that have one line for each write the ends of lines so.
      v.transform((text) => text.replaceAll(String.raw`\n`, '\n')),
      v.check(isPem, 'must be one or more certificates in PEM'),
    ),
    'The authorities that may vouch for its certificate, in PEM (the text, not a file); not set, the public ones.',
  ),
  REDIS_TLS_VERIFY: variable(
    oneOf(REDIS_TLS_VERIFY),
    'full',
    'What is checked of its certificate: `full`; `ca`, that one of `REDIS_CA` vouches for it, whatever its name; `none`.',
  ),
  REDIS_COMMAND_TIMEOUT_MS: variable(
    wholeNumber(10, 60_000),
    '1000',
    'A command of Redis that takes longer has failed.',
  ),
  CB_ERROR_THRESHOLD: variable(
    wholeNumber(1, 1000),
    '5',
    'So many failed commands in a row open the circuit breaker: none is tried any more.',
  ),
  CB_OPEN_MS: variable(
    wholeNumber(100, 600_000),
    '10000',
    'How long the circuit breaker stays open before a command is tried.',
  ),
};

function isRedisUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'redis:' || url.protocol === 'rediss:') && url.hostname !== '';
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function isPem(text: string): boolean {
  const certificates = text.match(CERTIFICATE) ?? [];
  return certificates.length > 0 && certificates.every(isCertificate);
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
