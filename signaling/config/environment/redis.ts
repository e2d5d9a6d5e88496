import { listOf, optional, variable, wholeNumber } from './variable.ts';

/** What several instances share. */
export const REDIS = {
  REDIS_URL: optional(
    listOf(
      isRedisUrl,
      'must be one or more URLs like redis://host:port or rediss://host:port, divided by commas',
    ),
    'Redis or Valkey (`rediss:` over TLS); several nodes of a cluster divided by commas; not set, everything is in memory.',
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
