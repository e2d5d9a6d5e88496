import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMessage, unwrap, wrap } from './messages.ts';

const ID = '4e3ad0c7-95f9-4c9b-8a52-43ca1b0f6c1a';

test.each([
  { type: 'offer', sdp: 'v=0' },
  { type: 'answer', sdp: 'v=0', to: ID },
  {
    type: 'ice-candidate',
    candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null },
  },
  { type: 'ice-candidate', candidate: { candidate: '', sdpMid: null, sdpMLineIndex: null } },
  { type: 'candidate', candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 },
  { type: 'ice-candidate', candidate: null },
  { type: 'control', action: 'hangup' },
  { type: 'control', action: 'mute', data: { audio: [true, null, 'a'] } },
])('%j is passed', (message) => {
  expect(readMessage(JSON.stringify(message))).toEqual({ ok: true, message });
});

test.each([
  ['', 'frame/unreadable', null],
  ['nonsense', 'frame/unreadable', null],
  ['null', 'frame/unreadable', null],
  ['[]', 'frame/unreadable', null],
  ['{"type":1}', 'frame/unreadable', null],
  ['\uFEFF{"type":"offer","sdp":"v=0"}', 'frame/unreadable', null],
  ['{"type":"joined"}', 'frame/unknown-type', 'type'],
  ['{"type":"peer-joined","from":"x"}', 'frame/unknown-type', 'type'],
  ['{"type":"__proto__"}', 'frame/unknown-type', 'type'],
  ['{"type":"offer"}', 'frame/malformed', 'sdp'],
  ['{"type":"offer","sdp":""}', 'frame/malformed', 'sdp'],
  ['{"type":"offer","sdp":"v=0","to":"somebody"}', 'frame/malformed', 'to'],
  ['{"type":"offer","sdp":"v=0","from":"me"}', 'frame/malformed', 'from'],
  ['{"type":"offer","sdp":"v=0","fr\\u006fm":"me"}', 'frame/malformed', 'from'],
  ['{"from":"me","type":"offer","sdp":"v=0"}', 'frame/malformed', 'from'],
  ['{"type":"offer","sdp":"v=0","__proto__":{"from":"me"}}', 'frame/malformed', '__proto__'],
  ['{"type":"ice-candidate"}', 'frame/malformed', 'candidate'],
  [
    '{"type":"ice-candidate","candidate":{"candidate":"x","sdpMLineIndex":-1}}',
    'frame/malformed',
    'candidate',
  ],
  ['{"type":"control","action":"two words"}', 'frame/malformed', 'action'],
])('%s is answered by %s at %s', (text, code, path) => {
  expect(readMessage(text)).toEqual({ ok: false, error: { code, path } });
});

test('whatever passes says for its readers what it said for the service, and who it is from', () => {
  const key = fc.constantFrom(
    'type',
    'sdp',
    'to',
    'from',
    'candidate',
    'action',
    'data',
    '__proto__',
    'constructor',
  );
  const value = fc.oneof(fc.constantFrom('offer', 'control', 'hangup', ID), fc.jsonValue());
  // Written by hand, since an object cannot have a key twice.
  const json = fc.array(fc.tuple(key, value), { maxLength: 6 }).map((fields) => {
    const written = fields.map(([name, field]) => `${JSON.stringify(name)}: ${JSON.stringify(field)}`);
    return ` {"type":"control", "action":"hangup"${written.map((field) => `, ${field}`).join('')} }`;
  });
  fc.assert(
    fc.property(json, (text) => {
      const read = readMessage(text);
      fc.pre(read.ok);
      const { to, message } = unwrap(wrap(Buffer.from(text), ID, read.message.to));
      const passed: unknown = JSON.parse(message.toString());
      expect(passed).toEqual({ from: ID, ...JSON.parse(text) });
      expect(to).toBe(read.message.to ?? null);
    }),
    { numRuns: 500 },
  );
});

test('a text nested as deep as a message can be is passed on as it is', () => {
  const depth = 100_000;
  const text = `{"type":"control","action":"deep","data":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  expect(readMessage(text).ok).toBe(true);
  const { message } = unwrap(wrap(Buffer.from(text), ID, undefined));
  expect(message.length).toBe(text.length + `"from":"${ID}",`.length);
});
