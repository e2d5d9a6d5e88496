/** Messages that fit the protocols, or nearly. */
import { REPLIES, STATUSES } from '../protocol/superset.ts';
import type { Random } from './random.ts';
import { anyId, anyValue } from './values.ts';

type Message = Readonly<Record<string, unknown>>;
type Make = (random: Random) => Message;

const sdp: Make = (random) => ({ sdp: { type: 'offer', sdp: 'v=0\r\n' }, extra: anyValue(random) });

let requests = 0;

function request(type: string, payload: Make): Make {
  return (random) => {
    requests = (requests + 1) % 1_000_000;
    return { type, payload: { mid: `m${requests}`, ...payload(random) } };
  };
}

/** What a client of the PeerJS protocol and its superset says. */
const PEER: readonly [Make, ...Make[]] = [
  () => ({ type: 'HEARTBEAT' }),
  (random) => ({ type: 'OFFER', dst: anyId(random), payload: sdp(random) }),
  (random) => ({ type: 'ANSWER', dst: anyId(random), payload: sdp(random) }),
  (random) => ({ type: 'CANDIDATE', dst: anyId(random), payload: anyValue(random) }),
  (random) => ({ type: 'LEAVE', dst: anyId(random), payload: anyValue(random) }),
  (random) => ({ type: random.pick(['OPEN', 'EXPIRE', 'ID-TAKEN', 'ERROR', 'GOAWAY']), src: anyId(random) }),
  request('JOIN', (random) => ({
    version: 1,
    room: random.pick(['lobby', 'den', 'attic', `r${random.below(50)}`]),
    status: random.pick(STATUSES),
    allow: [anyId(random)],
    ...(random.chance(0.3) && { name: random.pick(['Ann', ' ', '\u0000', 'x'.repeat(40)]) }),
    ...(random.chance(0.3) && { capacity: random.pick([2, 1, 1000, 5000, 2.5]) }),
  })),
  request('STATUS', (random) => ({ status: random.pick(STATUSES) })),
  request('ALLOW', (random) => ({ allow: Array.from({ length: random.below(70) }, () => anyId(random)) })),
  request('PART', (random) => ({ room: random.pick(['lobby', 'den', 'attic']) })),
  request('CHAT', (random) => ({
    room: random.pick(['lobby', 'den']),
    id: `c${random.below(100)}`,
    text: String(anyValue(random, 0)),
  })),
  request('CHALLENGE', (random) => ({ to: anyId(random), challenge: `c${random.below(100)}` })),
  request('CHALLENGE-REPLY', (random) => ({
    to: anyId(random),
    challenge: `c${random.below(100)}`,
    reply: random.pick(REPLIES),
  })),
  request('CHALLENGE-CANCEL', (random) => ({ to: anyId(random), challenge: `c${random.below(100)}` })),
];

/** What a client of the raw relay says. */
const RAW: readonly [Make, ...Make[]] = [
  () => ({ type: 'offer', sdp: 'v=0\r\n' }),
  () => ({ type: 'answer', sdp: 'v=0\r\n' }),
  (random) => ({ type: 'offer', sdp: anyValue(random), from: anyId(random) }),
  (random) => ({ type: 'ice-candidate', candidate: anyValue(random) }),
  () => ({ type: 'candidate', candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 } }),
  (random) => ({
    type: 'control',
    action: random.pick(['hangup', 'mute', 'two words', '']),
    data: anyValue(random),
  }),
  (random) => ({ type: 'offer', sdp: 'v=0', to: random.pick(['4e3ad0c7-95f9-4c9b-8a52-43ca1b0f6c1a', 'x']) }),
  (random) => ({ type: random.pick(['joined', 'peer-joined', 'goaway']), from: anyId(random) }),
];

export function peerMessage(random: Random): Message {
  return random.pick(PEER)(random);
}

export function rawMessage(random: Random): Message {
  return random.pick(RAW)(random);
}
