import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFrame, relayFrame } from './frames.ts';

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
  expect(readFrame(text)).toEqual({ kind: 'rejected', why });
});

test('a message to a peer keeps its payload and nothing else', () => {
  const text = JSON.stringify({ type: 'OFFER', src: 'forged', dst: 'bob', payload: { a: [1] }, extra: 1 });
  expect(readFrame(text)).toEqual({
    kind: 'peer',
    message: { type: 'OFFER', dst: 'bob', payload: { a: [1] } },
  });
});

test('a request is read as a whole', () => {
  expect(readFrame(JSON.stringify({ type: 'JOIN', payload: JOIN }))).toEqual({
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
  expect(readFrame(JSON.stringify({ type: 'JOIN', payload }))).toEqual({ kind: 'malformed-request', mid });
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
      expect(readFrame(text).kind).toMatch(/^(?:peer|request|malformed-request|rejected)$/);
    }),
  );
});

test('a payload too deep to be written is told, not thrown', () => {
  const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
  expect(relayFrame('OFFER', 'ann', 'bob', deep)).toBe(null);
});
