import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { readFrame } from './frames.ts';
import { PeerMessage } from './protocol/index.ts';

function read(text: string) {
  return readFrame(Buffer.from(text), 'ann');
}

/** What the other peer gets. */
function passedOn(text: string): unknown {
  const frame = read(text);
  return frame.kind === 'relayed' ? JSON.parse(String(Buffer.from(frame.frame))) : frame.kind;
}

const JOIN = { mid: 'm1', version: 1, room: 'lobby', status: 'available', allow: ['bob'] };

test.each([
  ['', 'frame/unreadable'],
  ['null', 'frame/unreadable'],
  ['[]', 'frame/unreadable'],
  ['{"type":17}', 'frame/unreadable'],
  ['{"type":"OPEN"}', 'frame/unknown-type'],
  ['{"type":"EXPIRE","dst":"bob"}', 'frame/unknown-type'],
  ['{"type":"ROOM","payload":{}}', 'frame/unknown-type'],
  ['{"type":"OFFER"}', 'frame/malformed'],
  ['{"type":"OFFER","dst":17}', 'frame/malformed'],
  ['{"type":"LEAVE","dst":17}', 'frame/malformed'],
])('%s is %s', (text, why) => {
  expect(read(text)).toEqual({ kind: 'rejected', why });
});

test('a message to a peer keeps its payload and nothing else', () => {
  const text = JSON.stringify({ type: 'OFFER', src: 'forged', dst: 'bob', payload: { a: [1] }, extra: 1 });
  expect(passedOn(text)).toEqual({ type: 'OFFER', src: 'ann', dst: 'bob', payload: { a: [1] } });
});

test('a message of a PeerJS client is passed on as it came, with its sender in front', () => {
  const text = '{"type":"OFFER","payload":{"sdp":"Zo\u00eb \u2713"},"dst":"bob"}';
  const frame = read(text);
  expect(frame).toMatchObject({ kind: 'relayed', type: 'OFFER', dst: 'bob' });
  if (frame.kind !== 'relayed') return;
  expect(String(Buffer.from(frame.frame))).toBe(`{"src":"ann",${text.slice(1)}`);
});

test.each([
  ['plainly', '{"type":"OFFER","dst":"bob","src":"eve"}'],
  ['at first', '{"src":"eve","type":"OFFER","dst":"bob"}'],
  ['twice', '{"src":"eve","type":"OFFER","dst":"bob","src":"eve"}'],
  ['with an escape', '{"type":"OFFER","dst":"bob","s\\u0072c":"eve"}'],
  ['after a space', ' {"type":"OFFER","dst":"bob","src":"eve"}'],
  ['nowhere', ' \n{"type":"OFFER","dst":"bob"}'],
  ['in a prototype', '{"type":"OFFER","dst":"bob","__proto__":{"src":"eve"}}'],
])('a sender that is forged %s does not reach the other peer', (_how, text) => {
  expect(passedOn(text)).toEqual({ type: 'OFFER', src: 'ann', dst: 'bob' });
});

test('a key that comes twice counts as the other peer reads it', () => {
  expect(passedOn('{"type":"LEAVE","dst":"cy","type":"OFFER","dst":"bob"}')).toEqual({
    type: 'OFFER',
    src: 'ann',
    dst: 'bob',
  });
});

/** What becomes of a message that fits the schema: what the other peer gets, or what kind of message it is. */
function outcomeOf(message: PeerMessage): unknown {
  if (message.type === 'HEARTBEAT') return 'heartbeat';
  if (message.type === 'LEAVE' && !message.dst) return 'goodbye';
  const { type, dst, payload } = message;
  return JSON.parse(JSON.stringify({ type, src: 'ann', dst, payload }));
}

test('what is read by hand is what the schema says, and what is passed on is what was read', () => {
  const types = fc.constantFrom('OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE', 'HEARTBEAT');
  const keys = fc.constantFrom('dst', 'payload', 'src', 'extra', '__proto__');
  const values = fc.oneof(fc.constantFrom('bob', '', null, 17), fc.jsonValue());
  // The same key may come several times.
  const entries = fc.array(fc.oneof(fc.tuple(keys, values), fc.tuple(fc.constant('type'), types)), {
    maxLength: 6,
  });
  const texts = fc.tuple(fc.constantFrom('', ' '), types, entries).map(([space, type, more]) => {
    const fields = [['type', type], ...more].map((field) =>
      field.map((part) => JSON.stringify(part)).join(':'),
    );
    return `${space}{${fields.join()}}`;
  });
  fc.assert(
    fc.property(texts, (text) => {
      const wanted = v.safeParse(PeerMessage, JSON.parse(text));
      expect(passedOn(text)).toEqual(wanted.success ? outcomeOf(wanted.output) : 'rejected');
    }),
    { numRuns: 1000 },
  );
});

test('a request is read as a whole', () => {
  expect(read(JSON.stringify({ type: 'JOIN', payload: JOIN }))).toEqual({
    kind: 'request',
    request: { type: 'JOIN', payload: JOIN },
  });
});

test.each([
  ['a missing field', { ...JOIN, room: undefined }, 'm1'],
  ['an unknown field', { ...JOIN, connectionId: 'dc_1' }, 'm1'],
  ['an unknown status', { ...JOIN, status: 'asleep' }, 'm1'],
  ['an allowed peer that is no id', { ...JOIN, allow: ['<b>'] }, 'm1'],
  ['too long an allow-list', { ...JOIN, allow: Array.from({ length: 65 }, (_, index) => `p${index}`) }, 'm1'],
  ['a mid that is too long', { ...JOIN, mid: 'm'.repeat(33) }, null],
  ['no mid', { ...JOIN, mid: undefined }, null],
  ['no payload', undefined, null],
])('a request with %s is malformed, and its mid is read when it can be', (_, payload, mid) => {
  expect(read(JSON.stringify({ type: 'JOIN', payload }))).toEqual({ kind: 'malformed-request', mid });
});

test('no text makes the reader throw', () => {
  const types = fc.constantFrom('JOIN', 'OFFER', 'LEAVE', 'CHALLENGE', 'ALLOW', 'OPEN', '__proto__');
  const nearly = fc.record({ type: types, dst: fc.anything(), payload: fc.anything() }, { requiredKeys: [] });
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    nearly.map((value) => {
      try {
        return JSON.stringify(value) ?? '';
      } catch {
        return '';
      }
    }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(read(text).kind).toMatch(/^(?:heartbeat|relayed|goodbye|request|malformed-request|rejected)$/);
    }),
  );
}, 30_000);

test('a payload too deep to be written is told, not thrown', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  expect(read(`{"type":"OFFER","src":"eve","dst":"bob","payload":${deep}}`)).toEqual({
    kind: 'rejected',
    why: 'frame/malformed',
  });
});
