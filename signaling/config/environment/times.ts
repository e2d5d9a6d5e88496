import * as v from 'valibot';
import { optional, variable, wholeNumber } from './variable.ts';

/** RFC 6455, section 7.4, and its registry: what a server may close with, and the private ranges. */
const CLOSE_CODE_MESSAGE = 'must be 1000, 1001, 1012, 1013, or from 3000 to 4999';

/** How long things take. */
export const TIMES = {
  ALIVE_TIMEOUT_MS: variable(
    wholeNumber(1000, 3_600_000),
    '90000',
    'A WebSocket that was silent for so long is closed.',
  ),
  HEARTBEAT_INTERVAL_MS: variable(
    wholeNumber(100, 3_600_000),
    '30000',
    'Time between two pings of a WebSocket; at most a third of `ALIVE_TIMEOUT_MS` is used.',
  ),
  HANDSHAKE_TIMEOUT_MS: variable(
    wholeNumber(100, 60_000),
    '10000',
    'How long a client may take from the TCP connection to its request, and the check of a token.',
  ),
  EXPIRE_TIMEOUT_MS: variable(
    wholeNumber(100, 60_000),
    '5000',
    'How long a message waits for an absent peer, until its sender gets EXPIRE.',
  ),
  PRESENCE_GRACE_MS: variable(
    wholeNumber(0, 60_000),
    '3000',
    'How long a member whose socket closed keeps its place in a room.',
  ),
  MAX_CONNECTION_SECONDS: optional(
    wholeNumber(1, 604_800),
    'Age at which a WebSocket is told to come back, a little earlier for some; not set, 3300 with Redis and 900 without.',
  ),
  DRAIN_TIMEOUT_MS: variable(
    wholeNumber(0, 60_000),
    '5000',
    'How long clients may take to close after SIGTERM or SIGINT.',
  ),
  SHUTDOWN_CLOSE_CODE: variable(
    v.pipe(
      wholeNumber(0, 9999),
      v.check(
        (code) => [1000, 1001, 1012, 1013].includes(code) || (code >= 3000 && code <= 4999),
        CLOSE_CODE_MESSAGE,
      ),
    ),
    '1012',
    'Close code of the WebSockets that are closed after SIGTERM or SIGINT.',
  ),
};
