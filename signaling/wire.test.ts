import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { toWire, Writer } from './wire.ts';

/** What a client of ws reads in these bytes after its handshake. */
async function readByClient(bytes: Buffer, count: number): Promise<string[]> {
  const server = createServer((socket: Socket) => {
    socket.once('data', (request: Buffer) => {
      const key = /sec-websocket-key: (.+)\r\n/i.exec(request.toString())?.[1] ?? '';
      // RFC 6455, 4.2.2.
      const accept = hash('sha1', `${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`, 'base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      socket.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  onTestFinished(() => {
    client.terminate();
    server.close();
  });
  const texts: string[] = [];
  return new Promise((resolve, reject) => {
    client.on('error', reject);
    client.on('message', (data, isBinary) => {
      expect(isBinary).toBe(false);
      texts.push(Buffer.isBuffer(data) ? data.toString() : 'no text');
      if (texts.length === count) resolve(texts);
    });
  });
}

test('every length is read as it was written, from text and from bytes', async () => {
  const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000];
  const texts = lengths.map((length) => 'é'.repeat(length).slice(0, length));
  const frames = texts.flatMap((text) => [toWire(text), toWire(Buffer.from(text))]);
  expect(await readByClient(Buffer.concat(frames), frames.length)).toEqual(
    texts.flatMap((text) => [text, text]),
  );
});

/** A stream that keeps the chunks of each write to its system. */
class Sink extends Duplex {
  readonly writes: string[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.writes.push(chunk.toString('latin1'));
    done();
  }

  override _writev(chunks: { readonly chunk: Buffer }[], done: () => void): void {
    this.writes.push(Buffer.concat(chunks.map(({ chunk }) => chunk)).toString('latin1'));
    done();
  }
}

const turn = () => new Promise((resolve) => void setImmediate(resolve));

test('all that goes to one socket in a turn is one write, in order, and the next turn is another', async () => {
  const writer = new Writer();
  const [one, other] = [new Sink(), new Sink()];
  for (const text of ['a', 'b', 'b', 'c']) {
    writer.write(one, text);
    writer.write(other, Buffer.from(text));
  }
  expect([one.writes, other.writes]).toEqual([[], []]);
  await turn();
  const frames = '\x81\x01a\x81\x01b\x81\x01b\x81\x01c';
  expect([one.writes, other.writes]).toEqual([[frames], [frames]]);
  writer.write(one, 'd');
  await turn();
  expect(one.writes).toEqual([frames, '\x81\x01d']);
});

test('a stream that ends or breaks within its turn loses nothing that was to go, and stops nobody else', async () => {
  const writer = new Writer();
  const [ending, broken, other] = [new Sink(), new Sink(), new Sink()];
  for (const stream of [ending, broken, other]) writer.write(stream, 'a');
  ending.end();
  broken.destroy();
  await turn();
  expect([ending.writes, broken.writes, other.writes]).toEqual([['\x81\x01a'], [], ['\x81\x01a']]);
  writer.write(other, 'b');
  await turn();
  expect(other.writes).toHaveLength(2);
});

test('a text that is written again is what it was', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'ab'), { maxLength: 20 }), (texts) => {
      const writer = new Writer();
      const sink = new Sink();
      for (const text of texts) writer.write(sink, text);
      sink.uncork();
      expect(sink.writes.join('')).toBe(texts.map((text) => toWire(text).toString('latin1')).join(''));
    }),
  );
});
