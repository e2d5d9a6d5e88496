/** Where we differ from the stock server on purpose. A difference that is none any more fails its test. */
export interface Difference {
  readonly why: string;
  readonly stock: readonly string[];
  readonly ours: readonly string[];
}

const OPEN = '{"type":"OPEN"}';
const BOTH_OPEN = [`ann < ${OPEN}`, `bob < ${OPEN}`];
const BOTH_WORK = [...BOTH_OPEN, 'bob < {"dst":"bob","payload":"both work","src":"ann","type":"OFFER"}'];

/** By the name of the scenario. */
export const DIFFERENCES: Readonly<Record<string, Difference>> = {
  'return while open: the same id and token before the older socket closed': {
    why: 'The stock server never says OPEN here, so that the client waits for ever; the older socket stays open.',
    stock: [`ann < ${OPEN}`, 'back < {"dst":"ann","payload":"to the newer one","src":"ann","type":"OFFER"}'],
    ours: [
      `ann < ${OPEN}`,
      'ann < {"payload":{"reason":"replaced","retryAfterMs":0},"type":"GOAWAY"}',
      'ann closed',
      `back < ${OPEN}`,
      'back < {"dst":"ann","payload":"to the newer one","src":"ann","type":"OFFER"}',
    ],
  },
  'quiet: a hidden page whose heartbeats are throttled still answers pings': {
    why: 'The stock server counts HEARTBEAT alone as life, which browsers throttle in hidden pages.',
    stock: [`ann < ${OPEN}`, 'ann closed'],
    ours: [`ann < ${OPEN}`],
  },
  'wrong key over HTTP': {
    why: 'The stock server takes any key there.',
    stock: ['GET /other/id: 200 readable <uuid>'],
    ours: ['GET /other/id: 404 hidden not found'],
  },
  'server-only type from a client: EXPIRE': {
    why: 'A client could tell another one that somebody is unreachable.',
    stock: [
      ...BOTH_OPEN,
      'bob < {"dst":"bob","payload":{"msg":"x"},"src":"ann","type":"EXPIRE"}',
      ...BOTH_WORK.slice(2),
    ],
    ours: BOTH_WORK,
  },
  'a message in a binary frame': {
    why: 'Messages are text; no PeerJS client sends binary frames.',
    stock: [
      ...BOTH_OPEN,
      'bob < {"dst":"bob","payload":"binary","src":"ann","type":"OFFER"}',
      ...BOTH_WORK.slice(2),
    ],
    ours: BOTH_WORK,
  },
  'a destination that is no text': {
    why: 'Malformed: nobody can have such an id, and no PeerJS client sends it.',
    stock: [
      `ann < ${OPEN}`,
      'ann < {"dst":"ann","src":17,"type":"EXPIRE"}',
      'ann < {"dst":"ann","src":"bob","type":"EXPIRE"}',
    ],
    ours: [`ann < ${OPEN}`, 'ann < {"dst":"ann","src":"bob","type":"EXPIRE"}'],
  },
  'LEAVE without a destination': {
    why: 'The stock server frees the id, but leaves its socket open and deaf.',
    stock: [`ann < ${OPEN}`, `other < ${OPEN}`],
    ours: [`ann < ${OPEN}`, 'ann closed', `other < ${OPEN}`],
  },
  'a payload of 50,000 levels': {
    why: 'The stock server runs out of stack when it writes the message, and closes the socket of the other peer for it; ours passes the text on.',
    stock: [`ann < ${OPEN}`, 'ann < {"dst":"ann","src":"bob","type":"LEAVE"}', `bob < ${OPEN}`, 'bob closed'],
    ours: [...BOTH_OPEN, 'bob < a message that is nested too deep to be written', ...BOTH_WORK.slice(2)],
  },
  'a message of 300,000 bytes': {
    why: 'The stock server takes up to 100 MiB.',
    stock: [
      ...BOTH_OPEN,
      'bob < {"dst":"bob","payload":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx... (300053 characters)',
      ...BOTH_WORK.slice(2),
    ],
    ours: [`ann < ${OPEN}`, 'ann closed', `bob < ${OPEN}`],
  },
  'an id that PeerJS would not accept': {
    why: 'Ids are shown to people and stand in links; the client checks its own, but not those of others.',
    stock: [`odd < ${OPEN}`],
    ours: ['odd < {"payload":{"msg":"Invalid id provided"},"type":"ERROR"}', 'odd closed'],
  },
  'a token of 3,000 characters': {
    why: 'Tokens are kept for as long as the peer is online.',
    stock: [`odd < ${OPEN}`],
    ours: ['odd < {"payload":{"msg":"Invalid token provided"},"type":"ERROR"}', 'odd closed'],
  },
};
