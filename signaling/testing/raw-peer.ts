/** A client that speaks the bare wire protocol, so that tests see exactly what the service says. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventually } from './eventually.ts';

export interface Message {
  readonly type: string;
  readonly src?: string;
  readonly dst?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** What stands in the URL; what is undefined is left out. */
export interface Handshake {
  readonly id?: string | undefined;
  readonly token?: string | undefined;
  readonly key?: string | undefined;
}

export interface RawPeerOptions {
  /** Whether pings are answered; a dead network does not. */
  readonly autoPong?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Which of this machine's addresses it comes from. */
  readonly localAddress?: string;
}

export class RawPeer {
  readonly socket: WebSocket;
  /** Every message so far, in order. */
  readonly received: Message[] = [];
  /** The close code, once the socket is closed. */
  readonly closed: Promise<number>;
  closeCode: number | null = null;
  pings = 0;
  /** How many of `received` a call of `next` has passed. */
  #seen = 0;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => this.received.push(JSON.parse(data.toString())));
    socket.on('ping', () => {
      this.pings += 1;
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code) => {
        this.closeCode = code;
        resolve(code);
      });
    });
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  /** Waits for the next message of a type, passing over others. */
  async next(type: string): Promise<Message> {
    const message = await this.find((candidate, at) => at >= this.#seen && candidate.type === type);
    this.#seen = this.received.indexOf(message) + 1;
    return message;
  }

  /** Waits until a message is there that fits. */
  async find(fits: (message: Message, at: number) => boolean): Promise<Message> {
    return eventually(() => {
      const message = this.received.find(fits);
      if (message === undefined) throw new Error(`not in ${JSON.stringify(this.received)}`);
      return message;
    });
  }

  ofType(type: string): readonly Message[] {
    return this.received.filter((message) => message.type === type);
  }

  /**
   * Waits until the server has handled all that was sent before, and all its answers to it are here: a pong comes
   * after them. Twice, since the first may overtake an answer that waited for a promise.
   */
  async settle(): Promise<void> {
    for (let round = 0; round < 2 && this.socket.readyState === WebSocket.OPEN; round += 1) {
      const pong = once(this.socket, 'pong');
      this.socket.ping();
      await Promise.race([pong, this.closed]);
    }
    if (this.socket.readyState !== WebSocket.OPEN) await this.closed;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  /** The network is gone: no close frame. */
  async vanish(): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }
}

/**
 * Opens a WebSocket; what the service says to it is up to the test.
 *
 * @param url of the service, for instance `http://127.0.0.1:9000`
 */
export async function dial(
  url: string,
  handshake: Handshake,
  options: RawPeerOptions = {},
): Promise<RawPeer> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ key: 'peerjs', ...handshake })) {
    if (value !== undefined) query.set(name, value);
  }
  const socket = new WebSocket(`${url.replace('http', 'ws')}/peerjs?${query}`, options);
  const peer = new RawPeer(socket);
  await once(socket, 'open');
  return peer;
}
