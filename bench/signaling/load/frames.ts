/** WebSocket frames (RFC 6455, 5.2) as a load generator needs them: written once, and counted rather than read. */

/**
 * A text frame as a client sends it. The mask is not zero, as servers may pass over the work that a zero mask saves
 * them and no browser does.
 */
export function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);
  const head = Buffer.alloc(payload.length < 126 ? 2 : 4);
  if (payload.length > 0xffff) throw new RangeError('frames of the bench are short');
  head[0] = 0x81;
  head[1] = 0x80 | (payload.length < 126 ? payload.length : 126);
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2);
  for (const [at, byte] of payload.entries()) payload[at] = byte ^ (mask[at % 4] ?? 0);
  return Buffer.concat([head, mask, payload]);
}

/** Bytes of a server's frame from the first bytes of it, and where its payload begins; `null`: too few bytes to tell. */
function extent(bytes: Buffer, at: number): { readonly payload: number; readonly end: number } | null {
  const short = bytes[at + 1];
  if (short === undefined) return null;
  if (short < 126) return { payload: at + 2, end: at + 2 + short };
  if (short === 126) {
    if (bytes.length < at + 4) return null;
    return { payload: at + 4, end: at + 4 + bytes.readUInt16BE(at + 2) };
  }
  if (bytes.length < at + 10) return null;
  return { payload: at + 10, end: at + 10 + Number(bytes.readBigUInt64BE(at + 2)) };
}

function isText(bytes: Buffer, at: number): boolean {
  return ((bytes[at] ?? 0) & 0x0f) === 1;
}

/** Splits a stream into frames without looking into them. */
export class FrameCounter {
  /** Bytes still to come of the frame that began. */
  #missing = 0;
  #textBegan = false;
  /** The first bytes of a frame, too few to tell its length. */
  #head: Buffer = Buffer.alloc(0);

  /** How many text frames end in this chunk. Every other kind (pings) is passed over. */
  count(chunk: Buffer): number {
    let frames = 0;
    let bytes = chunk;
    let at = 0;
    if (this.#missing > 0) {
      if (bytes.length < this.#missing) {
        this.#missing -= bytes.length;
        return 0;
      }
      at = this.#missing;
      this.#missing = 0;
      frames = this.#textBegan ? 1 : 0;
    } else if (this.#head.length > 0) {
      bytes = Buffer.concat([this.#head, chunk]);
      this.#head = Buffer.alloc(0);
    }
    while (at < bytes.length) {
      const frame = extent(bytes, at);
      if (frame === null) {
        // A copy: the chunk is its owner's again when this returns.
        this.#head = Buffer.from(bytes.subarray(at));
        return frames;
      }
      this.#textBegan = isText(bytes, at);
      if (frame.end > bytes.length) {
        this.#missing = frame.end - bytes.length;
        return frames;
      }
      if (this.#textBegan) frames += 1;
      at = frame.end;
    }
    return frames;
  }
}

/** The texts in a buffer of server frames, and the bytes of a frame that is not yet complete. */
export function readTexts(bytes: Buffer): { readonly texts: readonly string[]; readonly rest: Buffer } {
  const texts: string[] = [];
  let at = 0;
  for (;;) {
    const frame = extent(bytes, at);
    if (frame === null || frame.end > bytes.length) return { texts, rest: bytes.subarray(at) };
    if (isText(bytes, at)) texts.push(bytes.toString('utf8', frame.payload, frame.end));
    at = frame.end;
  }
}
