import { expect, test } from 'vitest';
import { conceal } from './conceal.ts';

const RELAY =
  'candidate:1 1 udp 41885439 198.51.100.7 62010 typ relay raddr 203.0.113.9 rport 54321 generation 0 ufrag a';
const CONCEALED =
  'candidate:1 1 udp 41885439 198.51.100.7 62010 typ relay raddr 0.0.0.0 rport 9 generation 0 ufrag a';
const HOST = 'candidate:2 1 udp 2113937151 192.168.1.20 54321 typ host generation 0';
const SRFLX = 'candidate:3 1 udp 1677729535 203.0.113.9 54321 typ srflx raddr 192.168.1.20 rport 54321';

const always = () => true;
const never = () => false;

const candidate = (line: string) => ({
  type: 'CANDIDATE',
  dst: 'bob',
  payload: {
    type: 'data',
    connectionId: 'c1',
    candidate: { candidate: line, sdpMid: '0', sdpMLineIndex: 0 },
  },
});
const offer = (lines: readonly string[]) => ({
  type: 'OFFER',
  dst: 'bob',
  payload: {
    type: 'data',
    connectionId: 'c1',
    label: 'c1',
    sdp: { type: 'offer', sdp: ['v=0', 'c=IN IP4 0.0.0.0', ...lines, ''].join('\r\n') },
  },
});

test.each([HOST, SRFLX, `${HOST} typ relayed`, `${HOST} typ relay`, ''])(
  '%.40s does not leave the page of who hides',
  (line) => {
    expect(conceal(candidate(line), always)).toBeNull();
    expect(conceal(candidate(line), never)).toEqual(candidate(line));
  },
);

test('a relayed candidate leaves without the address that the relay was asked from', () => {
  expect(conceal(candidate(RELAY), always)).toEqual(candidate(CONCEALED));
  expect(conceal(candidate(RELAY), never)).toEqual(candidate(RELAY));
});

test('nor does it say by what kind of network this side is connected', () => {
  const line = `${RELAY} network-id 3 network-cost 900`;
  expect(conceal(candidate(line), always)).toEqual(candidate(CONCEALED));
});

test('an SDP names no address anywhere, as of a browser that has gathered before it writes', () => {
  const said = [
    'v=0',
    'o=- 5998071115390343882 2 IN IP6 2001:db8::9',
    's=-',
    'm=application 54321 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 203.0.113.9',
    'a=rtcp:54321 IN IP4 203.0.113.9',
    `a=${HOST}`,
    `a=${RELAY}`,
    'a=remote-candidates:1 203.0.113.9 54321',
    'a=ice-ufrag:rzwq',
    '',
  ];
  const told = [
    'v=0',
    'o=- 5998071115390343882 2 IN IP4 0.0.0.0',
    's=-',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    `a=${CONCEALED}`,
    'a=ice-ufrag:rzwq',
    '',
  ];
  const message = (sdp: string) => ({
    ...offer([]),
    payload: { connectionId: 'c1', sdp: { type: 'offer', sdp } },
  });
  for (const end of ['\r\n', '\n']) {
    expect(conceal(message(said.join(end)), always)).toEqual(message(told.join('\r\n')));
  }
});

test('what goes to a peer and is not understood stays here', () => {
  const { payload } = candidate(HOST);
  const odd = { ...candidate(HOST), payload: { ...payload, candidate: { candidate: [HOST] } } };
  expect(conceal(odd, always)).toBeNull();
  expect(conceal(odd, never)).toBe(odd);
});

test('candidates in an SDP are treated the same, and nothing else of it is touched', () => {
  const lines = [HOST, RELAY, SRFLX].map((line) => `a=${line}`);
  expect(conceal(offer(lines), always)).toEqual(offer([`a=${CONCEALED}`]));
  expect(conceal(offer(lines), never)).toEqual(offer(lines));
});

test('which connection it is decides, not what else goes on', () => {
  const hides = (peer: string, connectionId: string) => peer === 'bob' && connectionId === 'c1';
  expect(conceal(candidate(HOST), hides)).toBeNull();
  expect(conceal({ ...candidate(HOST), dst: 'cat' }, hides)).not.toBeNull();
});

test.each([{ type: 'HEARTBEAT' }, { type: 'LEAVE' }, { type: 'JOIN', payload: { mid: 'm1' } }])(
  'what carries no address goes out as it is: $type',
  (message) => {
    expect(conceal(message, always)).toBe(message);
  },
);

test('what a browser hands over (its fields are those of its class) is read as well', () => {
  class Candidate {
    get candidate() {
      return HOST;
    }
    get sdpMid() {
      return '0';
    }
    get sdpMLineIndex() {
      return 0;
    }
  }
  const { payload } = candidate('');
  const message = { ...candidate(''), payload: { ...payload, candidate: new Candidate() } };
  expect(conceal(message, always)).toBeNull();
});
