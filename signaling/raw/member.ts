import type { WebSocket } from 'ws';
import type { Config } from '../config/config.ts';
import { type Logger, logFailure } from '../log.ts';
import type { Metrics } from '../metrics/index.ts';
import type { Authenticator, Budget, Guard } from '../ports.ts';
import type { Link, Realm } from '../realm/index.ts';
import { RAW, type RawNotice, readMessage, type SchemaError, schemaError, wrap } from './messages.ts';
import type { LocalMember, RawRoom } from './room.ts';

/** WebSocket close codes (RFC 6455, 7.4.1; 1013: IANA registry). */
export const CLOSE = { refused: 1008, failed: 1011, tryLater: 1013 } as const;

/** What all members share. */
export interface RawServices {
  readonly config: Pick<
    Config,
    | 'aliveTimeoutMs'
    | 'backpressureCloseBytes'
    | 'concurrentLimit'
    | 'heartbeatIntervalMs'
    | 'maxConnectionSeconds'
    | 'messageMaxBytes'
    | 'path'
    | 'roomCapacity'
    | 'roomIdMaxLength'
    | 'shutdownCloseCode'
    | 'subprotocol'
  >;
  readonly realm: Realm;
  readonly guard: Pick<Guard, 'message' | 'room'>;
  readonly authenticator: Authenticator;
  readonly metrics: Pick<Metrics, 'closed' | 'count' | 'refused'>;
  readonly log: Logger;
}

export interface MemberOptions {
  readonly socket: WebSocket;
  /** As the guard counts it. */
  readonly address: string;
  readonly roomId: string;
  /** Without `RAW`. */
  readonly memberId: string;
}

/** A client of the raw relay on its way into a room, in it, and until its socket is closed. */
export class Member implements Link, LocalMember {
  readonly id: string;
  readonly roomName: string;
  readonly #options: MemberOptions;
  readonly #services: RawServices;
  readonly #budget: Budget = { level: 0, levelAt: 0 };
  #room: RawRoom | null = null;
  #isIn = false;
  /** The limit that stopped the last message: of a burst only the first one is answered. */
  #stopped: string | null = null;

  constructor(options: MemberOptions, services: RawServices) {
    this.id = RAW + options.memberId;
    this.roomName = RAW + options.roomId;
    this.#options = options;
    this.#services = services;
  }

  get isIn(): boolean {
    return this.#isIn;
  }

  entering(room: RawRoom): void {
    this.#room = room;
    room.add(this);
  }

  entered(peers: readonly string[]): void {
    // Again, when the realm had lost it for a while.
    if (this.#isIn) return;
    this.#isIn = true;
    const { memberId: id, roomId } = this.#options;
    const capacity = this.#services.config.roomCapacity;
    this.#services.metrics.count('opened/raw');
    this.tell({ type: 'joined', roomId, id, capacity, peers: peers.map(withoutPrefix) });
    this.#options.socket.resume();
  }

  peerCame(id: string): void {
    this.tell({ type: 'peer-joined', from: withoutPrefix(id) });
  }

  peerLeft(id: string): void {
    this.tell({ type: 'peer-disconnected', from: withoutPrefix(id) });
  }

  hear(message: Buffer): void {
    this.#services.metrics.count('forward/local');
    this.#send(message);
  }

  /** All goes through the room, so that its order is one. */
  receive(): boolean {
    return false;
  }

  /** Its id is random and its own: nobody claims it again. */
  replaced(): void {}

  /** Takes one frame from the client. */
  handle(data: Buffer, isBinary: boolean): void {
    if (!this.#isIn) return;
    const { guard, realm, log } = this.#services;
    const verdict = guard.message(this.#budget, this.#options.address);
    if (verdict !== 'ok') return this.#stop(verdict);
    const read = isBinary ? schemaError('frame/unreadable') : readMessage(data.toString());
    if (!read.ok) return this.#reject(read.error);
    const { to } = read.message;
    if (to !== undefined && this.#room?.has(RAW + to) !== true) {
      return this.#reject(schemaError('room/unknown-peer', 'to').error);
    }
    if (!guard.room(this.roomName)) return this.#stop('limit/room');
    this.#stopped = null;
    const frame = wrap(data, this.#options.memberId, to);
    realm
      .say(this.roomName, { from: this.id, frame }, 'passing')
      .catch(logFailure(log, 'a message to a room'));
  }

  /** Says why the client is not let in, and closes. */
  refuse(code: string, closeCode: number = CLOSE.refused): void {
    this.#services.metrics.refused(code);
    this.tell({ type: 'error', code });
    this.#close(closeCode);
  }

  refuseFull(): void {
    this.#services.metrics.refused('room/full');
    const capacity = this.#services.config.roomCapacity;
    this.tell({ type: 'room-full', roomId: this.#options.roomId, capacity });
    this.#close(CLOSE.refused);
  }

  goAway(reason: 'shutdown' | 'renew', retryAfterMs: number): void {
    this.tell({ type: 'goaway', reason, retryAfterMs });
    this.#close(this.#services.config.shutdownCloseCode, reason);
  }

  tell(notice: RawNotice): void {
    this.#send(JSON.stringify(notice));
  }

  #reject(error: SchemaError): void {
    this.#services.metrics.count('raw/malformed');
    this.tell({ type: 'schema-error', ...error });
  }

  #stop(code: 'limit/connection' | 'limit/address' | 'limit/room'): void {
    this.#services.metrics.count(code);
    if (this.#stopped === null) this.tell({ type: 'error', code });
    this.#stopped = code;
  }

  #send(frame: string | Buffer): void {
    const { socket } = this.#options;
    if (socket.readyState !== socket.OPEN) return;
    socket.send(frame, { binary: false });
    if (socket.bufferedAmount <= this.#services.config.backpressureCloseBytes) return;
    // What it has not read by now stands before anything that could be said to it.
    this.#services.metrics.count('backpressure/closed');
    this.#close(CLOSE.tryLater, 'backpressure');
  }

  #close(code: number, reason?: string): void {
    const { socket } = this.#options;
    socket.close(code, reason);
    // The client's own close is read again.
    socket.resume();
  }
}

function withoutPrefix(id: string): string {
  return id.slice(RAW.length);
}
