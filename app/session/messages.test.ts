import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAME_MAX_LENGTH, parseFrame } from './messages.ts';

const HASH = 'ab'.repeat(32);
const GAME = 'cd'.repeat(16);
const STANDING = { peer: null, sent: 0, heard: 0, from: 1, game: null };
const HELLO = {
  t: 'hello',
  protocol: 2,
  build: 'b1',
  caps: ['x'],
  nonce: GAME,
  toss: null,
  standing: STANDING,
  dispute: null,
};
const AT_PLY = { id: GAME, number: 2, plays: 'O', ply: 12, head: HASH, before: HASH };
const FRAMES = [
  HELLO,
  { ...HELLO, toss: { mine: HASH, theirs: null } },
  { ...HELLO, toss: { mine: HASH, theirs: HASH } },
  { ...HELLO, standing: { peer: GAME, sent: 9, heard: 8, from: 5, game: AT_PLY } },
  { ...HELLO, standing: { ...STANDING, game: { ...AT_PLY, ply: 0, before: null } } },
  { ...HELLO, dispute: 'resume/gap' },
  { t: 'ping', ack: 0, n: 1 },
  { t: 'pong', ack: 3, n: 1 },
  { t: 'ack', ack: 7 },
  { t: 'page', ack: 7, state: 'hidden' },
  { t: 'commit', seq: 1, ack: 0, hash: HASH },
  { t: 'reveal', seq: 2, ack: 1, secret: HASH },
  { t: 'ply', seq: 3, ack: 2, game: GAME, ply: 0, move: '40', head: HASH },
  { t: 'resign', seq: 3, ack: 2, game: GAME, ply: 12 },
  { t: 'draw-offer', seq: 3, ack: 2, game: GAME, ply: 12 },
  { t: 'draw-accept', seq: 3, ack: 2, game: GAME, ply: 12 },
  { t: 'draw-decline', seq: 3, ack: 2, game: GAME, ply: 12 },
  { t: 'rematch-offer', seq: 3, ack: 2, game: GAME },
  { t: 'rematch-accept', seq: 3, ack: 2, game: GAME },
  { t: 'rematch-decline', seq: 3, ack: 2, game: GAME },
  { t: 'refuse', seq: 3, ack: 2, of: null, code: 'frame/malformed', rule: null },
  { t: 'refuse', seq: 3, ack: 2, of: 2, code: 'ply/illegal-move', rule: 'move/cell-taken' },
  { t: 'claim', seq: 3, ack: 2, game: GAME, ply: 12, as: 'win', heard: null },
  { t: 'claim', seq: 3, ack: 2, game: GAME, ply: 12, as: 'draw', heard: 11 },
  { t: 'bye', seq: 3, ack: 2 },
  { t: 'abort', seq: 3, ack: 2, code: 'session/flood' },
] as const;

const parse = (value: unknown) => parseFrame(JSON.stringify(value));

test.each(FRAMES)('a $t that we would send cannot be read', (frame) => {
  expect(parse(frame)).toEqual({ ok: true, value: frame });
});

test('a field may be missing, of another type, or too many', () => {
  for (const frame of FRAMES) {
    for (const field of Object.keys(frame)) {
      const without = Object.fromEntries(Object.entries(frame).filter(([name]) => name !== field));
      expect(parse(without).ok, `${frame.t} without ${field}`).toBe(false);
      expect(parse({ ...frame, [field]: { deep: [] } }).ok, `${frame.t} with an object as ${field}`).toBe(
        false,
      );
    }
    expect(parse({ ...frame, extra: 1 }).ok, `${frame.t} with one field more`).toBe(frame.t === 'hello');
  }
});

test('a later build with one more field in its hello is turned away', () => {
  expect(parse({ ...HELLO, later: true })).toEqual({ ok: true, value: HELLO });
});

test('the hello of another version cannot be read', () => {
  expect(parse({ t: 'hello', protocol: 3, everything: 'else changed' })).toEqual({
    ok: true,
    value: { t: 'foreign-hello', protocol: 3 },
  });
  expect(parse({ t: 'hello', protocol: 0 }).ok).toBe(true);
  expect(parse({ t: 'hello', protocol: '2' })).toEqual({ ok: false, error: 'frame/malformed' });
  expect(parse({ t: 'hello', protocol: 1.5 })).toEqual({ ok: false, error: 'frame/malformed' });
});

test('a frame that is too long is parsed before its length is looked at', () => {
  // Not JSON either, so the order of the checks shows.
  expect(parseFrame('{'.repeat(FRAME_MAX_LENGTH + 1))).toEqual({ ok: false, error: 'frame/too-long' });
  expect(parseFrame('{'.repeat(FRAME_MAX_LENGTH))).toEqual({ ok: false, error: 'frame/not-json' });
});

test.each([
  ['a name of Object.prototype as the type', '{"t":"constructor"}', 'frame/unknown-type'],
  ['__proto__ as the type', '{"t":"__proto__"}', 'frame/unknown-type'],
  ['a type inherited through __proto__', '{"__proto__":{"t":"ack","ack":0}}', 'frame/unknown-type'],
  ['no type', '{}', 'frame/unknown-type'],
  ['a number as the type', '{"t":1}', 'frame/unknown-type'],
  ['an array', '[]', 'frame/unknown-type'],
  ['null', 'null', 'frame/unknown-type'],
  ['a string', '"ack"', 'frame/unknown-type'],
  ['nothing', '', 'frame/not-json'],
  ['a negative number', '{"t":"ack","ack":-1}', 'frame/malformed'],
  ['a fraction', '{"t":"ack","ack":0.5}', 'frame/malformed'],
  ['an unsafe integer', '{"t":"ack","ack":9007199254740992}', 'frame/malformed'],
  ['a number too large for a double', '{"t":"ack","ack":1e999}', 'frame/malformed'],
])('hostile: %s', (_, text, error) => {
  expect(parseFrame(text)).toEqual({ ok: false, error });
});

test('__proto__ as one more field reaches the message', () => {
  const parsed = parseFrame('{"t":"ack","ack":1,"__proto__":{"polluted":true}}');
  const ack = parsed.ok ? parsed.value : {};
  expect('polluted' in ack).toBe(false);
  expect('polluted' in {}).toBe(false);
});

test('some text makes the parser throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.jsonValue().map((value) => JSON.stringify(value)),
      ),
      (text) => {
        expect(() => parseFrame(text)).not.toThrow();
      },
    ),
    { numRuns: 2_000 },
  );
});
