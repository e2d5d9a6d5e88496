/** A WebSocket client that costs next to nothing: what it sends is ready, what it gets is counted. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { type Dialect, SPEECH } from './dialects.ts';
import { clientFrame, FrameCounter, readTexts } from './frames.ts';

const OPEN_TIMEOUT_MS = 20_000;

export interface Target {
  readonly port: number;
  readonly dialect: Dialect;
  /** Clients come with tickets signed by it; `null`: with tokens of their own making. */
  readonly ticketSecret: string | null;
}

/** What comes is looked at on the spot, so one buffer will do for all sockets, and nothing is left to be collected. */
const ARRIVING = Buffer.alloc(65_536);

export class Client {
  readonly id: string;
  readonly socket: Socket;
  /** Told how many messages have come; set by whatever load runs. */
  onMessages: (count: number) => void = () => {};
  /** Told of all bytes, which are there only until it returns. */
  onBytes: (chunk: Buffer) => void = () => {};
  readonly #counter = new FrameCounter();

  constructor(id: string, socket: Socket) {
    this.id = id;
    this.socket = socket;
  }

  /** Writes several ready frames at once. */
  write(frames: readonly Buffer[]): void {
    this.socket.cork();
    for (const frame of frames) this.socket.write(frame);
    this.socket.uncork();
  }

  /** At once and without a goodbye, so that no port of this machine is kept waiting. */
  cut(): void {
    this.socket.resetAndDestroy();
  }

  take(chunk: Buffer): void {
    this.onBytes(chunk);
    const count = this.#counter.count(chunk);
    if (count > 0) this.onMessages(count);
  }
}

/**
 * Opens a connection and waits until the server has greeted it.
 *
 * @throws when it refuses, or takes longer than `OPEN_TIMEOUT_MS`
 */
export function open({ port, dialect }: Target, id: string, token: string): Promise<Client> {
  const { path, greet } = SPEECH[dialect];
  return new Promise((resolve, reject) => {
    let hear: (chunk: Buffer) => void = shakeHands;
    const socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: ARRIVING,
        callback: (size) => {
          hear(ARRIVING.subarray(0, size));
          return true;
        },
      },
    });
    const fail = (why: unknown): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new Error(`client ${id} on port ${port} is not opened: ${String(why)}`));
    };
    const timer = setTimeout(() => fail('time-out'), OPEN_TIMEOUT_MS);
    const closed = (): void => fail('closed');
    socket.on('error', fail).on('close', closed);
    let bytes: Buffer = Buffer.alloc(0);
    let upgraded = false;

    function shakeHands(chunk: Buffer): void {
      bytes = Buffer.concat([bytes, chunk]);
      if (!upgraded) {
        const end = bytes.indexOf('\r\n\r\n');
        if (end === -1) return;
        if (!bytes.toString('latin1', 0, 12).endsWith(' 101')) return fail(bytes.toString('latin1', 0, end));
        upgraded = true;
        bytes = bytes.subarray(end + 4);
      }
      const { texts, rest } = readTexts(bytes);
      bytes = rest;
      try {
        for (const text of texts) {
          const answer = greet(text);
          if (answer === null) return beOpen();
          socket.write(clientFrame(answer));
        }
      } catch (error) {
        fail(error);
      }
    }

    function beOpen(): void {
      clearTimeout(timer);
      socket.off('close', closed);
      const client = new Client(id, socket);
      hear = (chunk) => client.take(chunk);
      resolve(client);
    }

    socket.write(
      `GET ${path(id, token)} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
  });
}
