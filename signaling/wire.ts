/** Puts texts into WebSocket frames, and gathers the frames of one turn of the event loop. */
import type { Duplex } from 'node:stream';
import type { Frame } from './realm/index.ts';

/** The first byte of the one kind of frame that is written here: the last part of a text (RFC 6455, 5.2). */
const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** A text as one WebSocket frame of a server, which is not masked. */
export function toWire(frame: Frame): Buffer {
  const length = typeof frame === 'string' ? Buffer.byteLength(frame) : frame.length;
  const head = length < LENGTH_16 ? 2 : length < 0x1_0000 ? 4 : 10;
  const wire = Buffer.allocUnsafe(head + length);
  wire[0] = FINAL_TEXT;
  if (head === 2) wire[1] = length;
  if (head === 4) {
    wire[1] = LENGTH_16;
    wire.writeUInt16BE(length, 2);
  }
  if (head === 10) {
    wire[1] = LENGTH_64;
    wire.writeUInt32BE(0, 2);
    wire.writeUInt32BE(length, 6);
  }
  if (typeof frame === 'string') wire.write(frame, head);
  else wire.set(frame, head);
  return wire;
}

/**
 * Writes frames so that all that goes to one socket in a turn of the event loop is one system call, and a text that
 * goes to many sockets is encoded once.
 */
export class Writer {
  readonly #corked: Duplex[] = [];
  #lastText = '';
  #lastWire: Buffer = toWire('');

  write(stream: Duplex, frame: Frame): void {
    this.gather(stream);
    stream.write(typeof frame === 'string' ? this.#encoded(frame) : toWire(frame));
  }

  /** Keeps back what is written to a stream, by whomever, until the end of the turn. */
  gather(stream: Duplex): void {
    if (stream.writableCorked > 0) return;
    stream.cork();
    if (this.#corked.push(stream) === 1) setImmediate(() => this.#flush());
  }

  #encoded(text: string): Buffer {
    if (text !== this.#lastText) {
      this.#lastText = text;
      this.#lastWire = toWire(text);
    }
    return this.#lastWire;
  }

  #flush(): void {
    for (const stream of this.#corked) stream.uncork();
    this.#corked.length = 0;
  }
}
