/** The servers that are compared. */
import type { Competitor } from './server.ts';

/** The largest value that limits may have. */
const MANY = '1000000';
const NO_BUFFERUTIL = { WS_NO_BUFFER_UTIL: '1' };

function here(path: string): URL {
  return new URL(path, import.meta.url);
}

/**
 * Its limits count as ever, up to values that the bench does not reach. `BENCH_OURS` names another `main.ts` to
 * measure, such as that of an earlier version.
 */
export const OURS: Competitor = {
  script: here(process.env['BENCH_OURS'] ?? '../../signaling/main.ts'),
  environment: {
    CLIENT_DIR: '',
    ALLOW_DISCOVERY: 'true',
    CONCURRENT_LIMIT: MANY,
    CONNECTIONS_PER_IP: MANY,
    RATE_LIMIT_CONN_PER_10S: MANY,
    RATE_LIMIT_MESSAGES_PER_10S: MANY,
    RATE_LIMIT_IP_MSGS_PER_10S: MANY,
    RATE_LIMIT_ROOM_MSGS_PER_10S: MANY,
  },
  dialect: 'peerjs',
  stamps: true,
  listsPeers: true,
};

const TICKET_SECRET = 'the-secret-of-the-benchmark-and-of-nothing-else';

export const OURS_TICKETED: Competitor = {
  ...OURS,
  environment: { ...OURS.environment, TICKET_SECRET, ENABLE_AUTH: 'true' },
  ticketSecret: TICKET_SECRET,
};

export const STOCK: Competitor = {
  script: here('servers/stock.ts'),
  environment: NO_BUFFERUTIL,
  dialect: 'peerjs',
  stamps: true,
  listsPeers: true,
};

export const STOCK_BUFFERUTIL: Competitor = { ...STOCK, environment: {} };

export const BARE_BYTES: Competitor = {
  script: here('servers/bare.ts'),
  environment: { BARE: 'bytes' },
  dialect: 'peerjs',
  stamps: false,
  listsPeers: false,
};

export const BARE_JSON: Competitor = {
  ...BARE_BYTES,
  environment: { BARE: 'json' },
  stamps: true,
};

export const SOCKET_IO: Competitor = {
  script: here('servers/socketio.ts'),
  environment: {},
  dialect: 'socket.io',
  stamps: true,
  listsPeers: false,
};

export const PATTERN: Competitor = {
  script: here('servers/pattern.ts'),
  environment: {},
  dialect: 'peerjs',
  stamps: true,
  listsPeers: false,
};
