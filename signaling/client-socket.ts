import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { Connection } from './connection.ts';
import type { Frame } from './realm/index.ts';
import type { Writer } from './wire.ts';

/** Whoever opened the sockets. */
export interface SocketOwner {
  readonly writer: Writer;
  failed(): void;
  /** A message was dropped, since too much came before the id was claimed. */
  overflowed(): void;
  closed(socket: ClientSocket, code: number): void;
}

/** What the owner knows of a socket. Times are whole ms of `performance.now`. */
interface Attachment {
  readonly owner: SocketOwner;
  /** The socket below WebSocket. */
  readonly stream: Socket;
  readonly address: string;
  /** The id that a proxy gave to the request; `null`: none. */
  readonly request: string | null;
  readonly openedAt: number;
  /** When it is pinged for the first time. */
  readonly pingAt: number;
  /** When it is old enough to be let go. */
  readonly endsAt: number;
}

/** The pings of a client for which more than that waits already are not answered, bytes. */
const PONGS_MAX_BYTES = 65_536;

/** Most messages that wait until an id is claimed: a chunk of 64 KiB can hold thousands of small ones. */
const EARLY_MAX = 256;

/**
 * A WebSocket that knows its connection. It hears its events in `emit`: even listeners that all sockets share are
 * kept in a table for each, and that table and the closures of ws cost 160 of the 3,200 bytes of an idle client.
 */
export class ClientSocket extends WebSocket {
  /** `null` until the id is claimed, and for one that was refused. */
  connection: Connection | null = null;
  address = '';
  request: string | null = null;
  openedAt = 0;
  pingAt = 0;
  endsAt = 0;
  /** Pings since anything last came from it. */
  unanswered = 0;
  /** What came before the id was claimed. */
  #early: { readonly data: Buffer; readonly isBinary: boolean }[] | null = null;
  #owner: SocketOwner | null = null;
  #stream: Socket | null = null;
  #bytesRead = 0;

  /** To be called once, before anything else. */
  attach({ owner, stream, address, request, openedAt, pingAt, endsAt }: Attachment): void {
    this.#owner = owner;
    this.#stream = stream;
    this.address = address;
    this.request = request;
    this.openedAt = openedAt;
    this.pingAt = pingAt;
    this.endsAt = endsAt;
  }

  get listening(): boolean {
    return this.readyState === this.OPEN;
  }

  /** Bytes that wait for the client to read. */
  get waiting(): number {
    return this.#stream?.writableLength ?? 0;
  }

  /** Sends a text. The frames of ws itself (pings, the close) keep their place among these. */
  write(frame: Frame): void {
    if (this.#stream !== null && this.listening) this.#owner?.writer.write(this.#stream, frame);
  }

  override close(...why: Parameters<WebSocket['close']>): void {
    super.close(...why);
    // The answer of the client ends it, and is read for that.
    if (this.isPaused) this.resume();
  }

  /** Hands over to the connection, with what the client has said already. */
  connect(connection: Connection): void {
    this.connection = connection;
    const early = this.#early;
    this.#early = null;
    if (early === null) return;
    for (const { data, isBinary } of early) connection.handle(data, isBinary);
    if (this.isPaused) this.resume();
  }

  /** Whether anything came since this was asked last, a pong included. */
  heard(): boolean {
    const bytesRead = this.#stream?.bytesRead ?? 0;
    const heard = bytesRead !== this.#bytesRead;
    this.#bytesRead = bytesRead;
    return heard;
  }

  override emit(event: string | symbol, ...details: unknown[]): boolean {
    switch (event) {
      case 'message':
        this.#hear(details);
        return true;
      case 'ping':
        this.#answer(details);
        return true;
      case 'error':
        // ws closes the socket by itself.
        this.#owner?.failed();
        return true;
      case 'close':
        this.#owner?.closed(this, Number(details[0]));
        return super.emit(event, ...details);
      default:
        return super.emit(event, ...details);
    }
  }

  #hear([data, isBinary]: readonly unknown[]): void {
    // With the default `binaryType` ws gives one Buffer.
    if (!Buffer.isBuffer(data)) return;
    if (this.connection !== null) return this.connection.handle(data, isBinary === true);
    // It was told to go.
    if (!this.listening) return;
    // What a client says too early is kept, and no more is read than came at once.
    this.pause();
    this.#early ??= [];
    if (this.#early.length < EARLY_MAX) this.#early.push({ data, isBinary: isBinary === true });
    else this.#owner?.overflowed();
  }

  /** In place of ws's own answer, for which it keeps a closure with each socket. */
  #answer([data]: readonly unknown[]): void {
    if (this.listening && this.waiting < PONGS_MAX_BYTES && Buffer.isBuffer(data)) this.pong(data);
  }
}
