import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admit, type Guard } from './gate.ts';

const open: Guard = { accepts: () => true, knows: () => false };
const known: Guard = { accepts: () => true, knows: () => true };

const offer = {
  type: 'OFFER',
  src: 'calm-foxes-sing',
  dst: 'rare-geckos-jam',
  payload: {
    type: 'data',
    connectionId: 'dc_1',
    label: 'dc_1',
    serialization: 'raw',
    reliable: true,
    sdp: { type: 'offer', sdp: 'v=0' },
    metadata: { anything: true },
  },
};
const candidate = {
  type: 'CANDIDATE',
  src: 'calm-foxes-sing',
  payload: {
    type: 'data',
    connectionId: 'dc_1',
    candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 },
  },
};

test('an offer of a raw, ordered channel passes, without the metadata that nobody asked for', () => {
  const admitted = admit(offer, open);
  expect(admitted).toMatchObject({ type: 'OFFER', src: 'calm-foxes-sing' });
  expect(JSON.stringify(admitted)).not.toContain('anything');
});

test.each([
  ['a serialization that PeerJS would call as a constructor', { serialization: 'constructor' }],
  ['the serialization `__proto__`', { serialization: '__proto__' }],
  ['the binary serialization, which reassembles without a bound', { serialization: 'binary' }],
  ['an unordered channel', { reliable: false }],
  ['a media call', { type: 'media' }],
  ['an endless connection id', { connectionId: 'x'.repeat(65) }],
  ['no description', { sdp: undefined }],
  ['a description of another kind', { sdp: { type: 'rollback', sdp: '' } }],
])('an offer with %s does not', (_what, fields) => {
  expect(admit({ ...offer, payload: { ...offer.payload, ...fields } }, open)).toBeNull();
});

test('an offer without a payload or a sender does not', () => {
  expect(admit({ ...offer, payload: null }, open)).toBeNull();
  expect(admit({ ...offer, src: undefined }, open)).toBeNull();
});

test('a stranger’s offer does not, and neither does one that would replace a connection', () => {
  expect(admit(offer, { accepts: () => false, knows: () => false })).toBeNull();
  expect(admit(offer, known)).toBeNull();
});

test('answers and candidates pass for known connections only: PeerJS keeps the others for ever', () => {
  const answer = {
    ...offer,
    type: 'ANSWER',
    payload: { ...offer.payload, sdp: { type: 'answer', sdp: 'v=0' } },
  };
  for (const message of [answer, candidate]) {
    expect(admit(message, open)).toBeNull();
    expect(admit(message, known)).not.toBeNull();
  }
});

test('what the service itself says passes, what is ours does not reach PeerJS', () => {
  expect(admit({ type: 'OPEN' }, open)).not.toBeNull();
  expect(admit({ type: 'ID-TAKEN', payload: { msg: 'ID is taken' } }, open)).not.toBeNull();
  expect(admit({ type: 'ERROR' }, open)).toBeNull();
  expect(admit({ type: 'ROOM', payload: {} }, open)).toBeNull();
});

test('nobody’s LEAVE reaches PeerJS, which would close the connections of a running game', () => {
  expect(admit({ type: 'LEAVE', src: 'calm-foxes-sing' }, known)).toBeNull();
  expect(admit({ type: 'LEAVE', src: 'calm-foxes-sing', payload: null }, known)).toBeNull();
});

test('a further offer of the same peer passes beside the connection that there is', () => {
  const guard: Guard = { accepts: () => true, knows: (_peer, connectionId) => connectionId === 'dc_1' };
  expect(admit(offer, guard)).toBeNull();
  expect(admit({ ...offer, payload: { ...offer.payload, connectionId: 'dc_2' } }, guard)).not.toBeNull();
});

test('no message makes it throw', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom('OFFER', 'ANSWER', 'CANDIDATE', 'ERROR', 'LEAVE'),
      (payload, type) => {
        expect(admit(payload, known)).toBeNull();
        expect(() => admit({ type, src: 'a', payload }, known)).not.toThrow();
      },
    ),
  );
});
