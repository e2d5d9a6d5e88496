/** STUN messages (RFC 8489, sections 5 and 14) with the attributes of TURN (RFC 8656, section 18), as far as a client needs them. */
import { createHash, createHmac } from 'node:crypto';

const MAGIC_COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
/** A MESSAGE-INTEGRITY attribute, bytes. */
const INTEGRITY_BYTES = 24;

export const METHOD = { binding: 0x0001, allocate: 0x0003, refresh: 0x0004 } as const;
/** Set in the type of the answer to a request that was granted. */
const SUCCESS = 0x0100;

export const ATTRIBUTE = {
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  lifetime: 0x000d,
  realm: 0x0014,
  nonce: 0x0015,
  transport: 0x0019,
  mappedAddress: 0x0020,
} as const;

export type Attribute = readonly [type: number, value: Buffer];

export interface Answer {
  readonly transaction: Buffer;
  /** What was asked for is granted. */
  readonly isSuccess: boolean;
  readonly attributes: ReadonlyMap<number, Buffer>;
}

/** RFC 8489, section 9.2.2: the key of long-term credentials. */
export function longTermKey(username: string, realm: string, credential: string): Buffer {
  return createHash('md5').update(`${username}:${realm}:${credential}`).digest();
}

/** @param transaction 12 bytes @param key signs the message */
export function writeRequest(
  method: number,
  transaction: Buffer,
  attributes: readonly Attribute[],
  key?: Buffer,
): Buffer {
  const body = Buffer.concat(attributes.map(writeAttribute));
  const message = (length: number): Buffer => {
    const header = Buffer.alloc(8);
    header.writeUInt16BE(method, 0);
    header.writeUInt16BE(length, 2);
    header.writeUInt32BE(MAGIC_COOKIE, 4);
    return Buffer.concat([header, transaction, body]);
  };
  if (key === undefined) return message(body.length);
  // Section 14.5: over all that comes before, with the length that it has together with the signature.
  const whole = message(body.length + INTEGRITY_BYTES);
  const integrity = createHmac('sha1', key).update(whole).digest();
  return Buffer.concat([whole, writeAttribute([ATTRIBUTE.integrity, integrity])]);
}

function writeAttribute([type, value]: Attribute): Buffer {
  const written = Buffer.alloc(4 + padded(value.length));
  written.writeUInt16BE(type, 0);
  written.writeUInt16BE(value.length, 2);
  value.copy(written, 4);
  return written;
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;

/** How long the message is that these bytes begin with; null: too few of them to tell. */
export function messageLength(bytes: Buffer): number | null {
  return bytes.length < HEADER_BYTES ? null : HEADER_BYTES + bytes.readUInt16BE(2);
}

/** Null for what is no STUN message. */
export function readAnswer(message: Buffer): Answer | null {
  const length = messageLength(message);
  if (length === null || message.length < length || message.readUInt32BE(4) !== MAGIC_COOKIE) return null;
  const attributes = new Map<number, Buffer>();
  for (let at = HEADER_BYTES; at + 4 <= length;) {
    const size = message.readUInt16BE(at + 2);
    // Section 14: of an attribute that is there twice, the first one counts.
    const type = message.readUInt16BE(at);
    if (!attributes.has(type)) attributes.set(type, message.subarray(at + 4, at + 4 + size));
    at += 4 + padded(size);
  }
  const isSuccess = (message.readUInt16BE(0) & 0x0110) === SUCCESS;
  return { transaction: message.subarray(8, HEADER_BYTES), isSuccess, attributes };
}

/** Section 14.8: the hundreds, and the rest; 0 for an answer without a code. */
export function errorCodeOf({ attributes }: Answer): number {
  const error = attributes.get(ATTRIBUTE.error);
  return error === undefined || error.length < 4 ? 0 : error.readUInt8(2) * 100 + error.readUInt8(3);
}

/** Section 14.2: the IPv4 address that the server saw; null for another kind, or none. */
export function mappedAddressOf({ attributes }: Answer): string | null {
  const mapped = attributes.get(ATTRIBUTE.mappedAddress);
  if (mapped === undefined || mapped.length < 8 || mapped.readUInt8(1) !== 1) return null;
  const address = (mapped.readUInt32BE(4) ^ MAGIC_COOKIE) >>> 0;
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}
