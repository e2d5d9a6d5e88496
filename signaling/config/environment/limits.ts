import { variable, wholeNumber } from './variable.ts';

const MANY = wholeNumber(1, 1_000_000);

/** How much of everything. */
export const LIMITS = {
  CONCURRENT_LIMIT: variable(MANY, '5000', 'Most WebSockets at a time on this instance.'),
  CONNECTIONS_PER_IP: variable(MANY, '100', 'Most WebSockets at a time from one address.'),
  MESSAGE_MAX_BYTES: variable(
    wholeNumber(1024, 16_777_216),
    '262144',
    'Longest message; a longer one closes its WebSocket with 1009.',
  ),
  BACKPRESSURE_CLOSE_THRESHOLD_BYTES: variable(
    wholeNumber(65_536, 999_999_999),
    '5242880',
    'A client that leaves so much unread is closed with 1013.',
  ),
  RATE_LIMIT_CONN_PER_10S: variable(
    MANY,
    '20',
    'WebSocket handshakes of one address in 10 s; and as many proofs of identity, and requests for ICE servers.',
  ),
  RATE_LIMIT_MESSAGES_PER_10S: variable(MANY, '200', 'Messages of one connection in 10 s.'),
  RATE_LIMIT_IP_MSGS_PER_10S: variable(MANY, '400', 'Messages of one address in 10 s.'),
  RATE_LIMIT_ROOM_MSGS_PER_10S: variable(MANY, '800', 'Messages to one room in 10 s.'),
  LOBBY_CAPACITY: variable(wholeNumber(2, 1_000_000), '10000', 'Most members of the public lobby.'),
  ROOM_CAPACITY: variable(
    wholeNumber(2, 1000),
    '2',
    'Most members of a raw room, and of a room (but the lobby) whose creator names no number.',
  ),
  ROOM_ID_MAX_LENGTH: variable(wholeNumber(1, 64), '64', 'Longest `roomId` of the raw relay, characters.'),
  ROOM_TTL_SECONDS: variable(
    wholeNumber(1, 86_400),
    '120',
    'How long a room and its chat are kept after the last member left.',
  ),
};
