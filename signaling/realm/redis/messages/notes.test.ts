import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textOf } from '../../contract/subject.ts';
import { decodeNotes, encodeNotes, messageNote, note, type Note } from './notes.ts';

const name = fc.string({ unit: 'grapheme', maxLength: 80 });
const frame = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array());
const anyNote: fc.Arbitrary<Note> = fc.record({
  kind: fc.constantFrom('message', 'miss', 'answer', 'replaced', 'ids?', 'ids'),
  mode: fc.constantFrom('hold', 'drop', 'deliver'),
  type: fc.constantFrom('OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE', 'EXPIRE', 'CHALLENGE'),
  hops: fc.nat(3),
  request: fc.nat(0xffff_ffff),
  to: name,
  from: name,
  frame,
});

function plain(each: Note): object {
  return { ...each, frame: typeof each.frame === 'string' ? each.frame : textOf(each.frame) };
}

test('notes arrive as they were sent', () => {
  fc.assert(
    fc.property(name, fc.array(anyNote), (origin, notes) => {
      const decoded = decodeNotes(encodeNotes(origin, notes));
      expect(decoded.origin).toBe(origin);
      expect(decoded.notes.map(plain)).toEqual(notes.map(plain));
    }),
  );
});

test('bytes that are no notes are none, and what is cut off ends before it', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(anyNote), fc.nat(), (garbage, notes, cut) => {
      decodeNotes(garbage);
      const encoded = encodeNotes('x', notes);
      const decoded = decodeNotes(encoded.subarray(0, cut % (encoded.length + 1))).notes;
      expect(decoded.map(plain)).toEqual(notes.slice(0, decoded.length).map(plain));
    }),
  );
});

test('the frame of a message is not copied on arrival', () => {
  const encoded = encodeNotes('x', [
    messageNote({ type: 'OFFER', from: 'a', to: 'b', frame: 'hello' }, 'hold'),
  ]);
  const [first] = decodeNotes(encoded).notes;
  expect(first?.frame).toBeInstanceOf(Uint8Array);
  expect((first?.frame instanceof Uint8Array && first.frame.buffer) === encoded.buffer).toBe(true);
  expect(textOf(first?.frame ?? '')).toBe('hello');
  expect(decodeNotes(encodeNotes('x', [note('answer', { request: 7, hops: 1 })])).notes).toMatchObject([
    { kind: 'answer', request: 7, hops: 1 },
  ]);
});

test('what an instance of another version says is dropped', () => {
  const encoded = encodeNotes('x', [note('answer', { request: 7, hops: 1 })]);
  encoded[0] = 2;
  expect(decodeNotes(encoded)).toEqual({ origin: '', notes: [] });
});

test('lengths that say more than there is are no message', () => {
  const message = messageNote({ type: 'OFFER', from: 'a', to: 'b', frame: 'hello' }, 'hold');
  const encoded = encodeNotes('x', [message]);
  // To, from and frame, of the only note, which begins after the version and the origin.
  for (const [at, bytes] of [
    [11, 2],
    [13, 2],
    [15, 4],
  ] as const) {
    const forged = Buffer.from(encoded);
    forged.fill(0xff, at, at + bytes);
    expect(decodeNotes(forged).notes).toEqual([]);
  }
  expect(decodeNotes(encoded).notes).toHaveLength(1);
});
