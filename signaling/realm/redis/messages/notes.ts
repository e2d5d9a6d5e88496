/** What instances tell each other, as bytes: the frames of messages are passed on as they are. */
import type { Envelope, EnvelopeType, Frame } from '../../port.ts';

/**
 * `message` for a peer of the instance · `miss`: the message came back, no such peer here · `answer` to a message
 * that wants one · `replaced`: a peer has been claimed anew · `ids?` and `ids`: who is there.
 */
const KINDS = ['message', 'miss', 'answer', 'replaced', 'ids?', 'ids'] as const;
const MODES = ['hold', 'drop', 'deliver'] as const;
const TYPES = [
  'OFFER',
  'ANSWER',
  'CANDIDATE',
  'LEAVE',
  'EXPIRE',
  'CHALLENGE',
  'CHALLENGE-REPLY',
  'CHALLENGE-CANCEL',
] as const satisfies readonly EnvelopeType[];

type Mode = (typeof MODES)[number];

export interface Note extends Envelope {
  readonly kind: (typeof KINDS)[number];
  readonly mode: Mode;
  /** How often a message was looked for where its peer no longer was; of an answer: 1 when the peer took it. */
  readonly hops: number;
  /** Names what is answered; 0 when nothing is. */
  readonly request: number;
}

/** Instances that speak another version are not understood: what they send is as good as lost. */
const VERSION = 1;

/** Kind, mode, type and hops, a byte each; request, 4 bytes; lengths of to, from (2 bytes each) and frame (4). */
const HEADER_BYTES = 16;

const EMPTY = {
  mode: 'drop',
  hops: 0,
  request: 0,
  type: 'EXPIRE',
  from: '',
  to: '',
  frame: '',
} as const satisfies Omit<Note, 'kind'>;

export function note(kind: Note['kind'], fields: Partial<Note>): Note {
  return { ...EMPTY, ...fields, kind };
}

/** The same fields in the same order as all notes, because this is made for every message. */
export function messageNote({ type, from, to, frame }: Envelope, mode: Mode, request = 0): Note {
  return { mode, hops: 0, request, type, from, to, frame, kind: 'message' };
}

export function bytesOf(frame: Frame): number {
  return typeof frame === 'string' ? Buffer.byteLength(frame) : frame.byteLength;
}

/** @param origin the instance that sends them */
export function encodeNotes(origin: string, notes: readonly Note[]): Buffer {
  let size = 2 + Buffer.byteLength(origin);
  for (const { to, from, frame } of notes) {
    size += HEADER_BYTES + Buffer.byteLength(to) + Buffer.byteLength(from) + bytesOf(frame);
  }
  const bytes = Buffer.allocUnsafe(size);
  bytes[0] = VERSION;
  bytes[1] = bytes.write(origin, 2);
  let at = 2 + bytes[1];
  for (const each of notes) at = writeNote(bytes, at, each);
  return bytes;
}

function writeNote(
  bytes: Buffer,
  at: number,
  { kind, mode, type, hops, request, to, from, frame }: Note,
): number {
  bytes[at] = KINDS.indexOf(kind);
  bytes[at + 1] = MODES.indexOf(mode);
  bytes[at + 2] = TYPES.indexOf(type);
  bytes[at + 3] = hops;
  bytes.writeUInt32BE(request, at + 4);
  let end = at + HEADER_BYTES;
  const toBytes = bytes.write(to, end);
  end += toBytes;
  const fromBytes = bytes.write(from, end);
  end += fromBytes;
  const frameBytes = typeof frame === 'string' ? bytes.write(frame, end) : frame.byteLength;
  if (typeof frame !== 'string') bytes.set(frame, end);
  bytes.writeUInt16BE(toBytes, at + 8);
  bytes.writeUInt16BE(fromBytes, at + 10);
  bytes.writeUInt32BE(frameBytes, at + 12);
  return end + frameBytes;
}

/** The frames are views of `message`. What cannot be read is left out. */
export function decodeNotes(message: Uint8Array): {
  readonly origin: string;
  readonly notes: readonly Note[];
} {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const notes: Note[] = [];
  if (bytes.length < 2 || bytes[0] !== VERSION) return { origin: '', notes };
  let at = 2 + bytes.readUInt8(1);
  const origin = bytes.toString('utf8', 2, at);
  while (at + HEADER_BYTES <= bytes.length) {
    const to = at + HEADER_BYTES;
    const from = to + bytes.readUInt16BE(at + 8);
    const frame = from + bytes.readUInt16BE(at + 10);
    const end = frame + bytes.readUInt32BE(at + 12);
    const kind = KINDS[bytes.readUInt8(at)];
    const mode = MODES[bytes.readUInt8(at + 1)];
    const type = TYPES[bytes.readUInt8(at + 2)];
    if (kind === undefined || mode === undefined || type === undefined || end > bytes.length) break;
    notes.push({
      kind,
      mode,
      type,
      hops: bytes.readUInt8(at + 3),
      request: bytes.readUInt32BE(at + 4),
      to: bytes.toString('utf8', to, from),
      from: bytes.toString('utf8', from, frame),
      frame: bytes.subarray(frame, end),
    });
    at = end;
  }
  return { origin, notes };
}
