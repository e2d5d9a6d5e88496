import type { Budget } from './ports.ts';
import { type Consent, judge } from './consent.ts';
import { noticeFrame, OPEN, readFrame } from './frames.ts';
import { type Logger, logFailure } from './log.ts';
import type { Counted, Metrics } from './metrics/index.ts';
import type { ClientRequest, GoAwayReason, RefusalCode } from './protocol/index.ts';
import type { Envelope, Frame, Link, Realm } from './realm/index.ts';
import type { Relay } from './relay.ts';
import { RequestQueue } from './request-queue.ts';
import { carryOut, type Requester, type RequestServices } from './requests.ts';
import type { Room } from './room.ts';
import { SeenChallenges } from './seen-challenges.ts';

/** WebSocket close codes of the service; 4000 and up are private ones (RFC 6455, 7.4.2). */
export const CLOSE = {
  /** the client said goodbye */
  left: 1000,
  /** the handshake was refused, after ERROR or ID-TAKEN */
  refused: 1008,
  /** the connection has reached its age; come back */
  renewed: 1012,
  /** the service cannot claim the id, for a reason of its own; come back */
  failed: 1011,
  /** the client reads too slowly */
  backpressure: 1013,
  /** the same id came back on another socket */
  replaced: 4001,
} as const;

/** The part of a WebSocket that a connection uses. */
export interface Socket {
  /** Whether what is written now can still arrive. */
  readonly listening: boolean;
  /** Bytes that wait for the client to read. */
  readonly waiting: number;
  write(frame: Frame): void;
  close(code: number, reason: string): void;
}

/** What every connection shares. */
export interface Services extends RequestServices {
  readonly realm: Realm;
  readonly relay: Relay;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Bytes that may wait for a client. Well before that it gets no presence any more. */
  readonly backpressureCloseBytes: number;
}

/** Who the client is, as far as the service has found out. */
export interface Identity {
  readonly id: string;
  readonly address: string;
  readonly opens: readonly string[] | null;
}

const NO_ROOMS: readonly Room[] = [];
const NOT_YET: Consent = { kind: 'awaited' };
const STOCK: Consent = { kind: 'open' };

/** One client on its socket, from the claim of its id to the close. */
export class Connection implements Link, Requester, Budget {
  readonly id: string;
  readonly address: string;
  readonly opens: readonly string[] | null;
  rooms = NO_ROOMS;
  level = 0;
  levelAt = 0;
  readonly #socket: Socket;
  readonly #services: Services;
  // What a stock client never needs is made when it is needed first.
  #queue: RequestQueue | null = null;
  #challenges: SeenChallenges | null = null;
  #epoch = 0;
  /** Until the id is claimed nothing may reach the client: OPEN comes first. */
  #consent = NOT_YET;
  #gone = false;
  /** Whether the last message was dropped, and the client knows. */
  #overLimit = false;
  #leaving = false;

  constructor({ id, address, opens }: Identity, socket: Socket, services: Services) {
    this.id = id;
    this.address = address;
    this.opens = opens;
    this.#socket = socket;
    this.#services = services;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Whether the client was told to go, or not to stay: it comes back. */
  get leaving(): boolean {
    return this.#leaving;
  }

  get joined(): boolean {
    return this.#consent.kind === 'listed';
  }

  /** A fifth of what closes a connection waits already: 1 MiB of 5. */
  get congested(): boolean {
    return this.#socket.waiting > this.#services.backpressureCloseBytes / 5;
  }

  /** The id is this connection's. What waited for it is handed over, or waits on for its JOIN. */
  opened({ epoch, consenting }: { readonly epoch: number; readonly consenting: boolean }): void {
    this.#epoch = epoch;
    this.send(OPEN);
    if (consenting) return;
    this.#consent = STOCK;
    this.#inBackground(this.#services.relay.deliverHeld(this.id, this));
  }

  /** Takes one frame from the client. */
  handle(data: Buffer, isBinary: boolean): void {
    // A replaced socket may still speak while it closes; its id is another's now.
    if (this.#gone) return;
    const verdict = this.#services.guard.message(this, this.address);
    if (verdict !== 'ok') return this.#drop(verdict);
    this.#overLimit = false;
    if (isBinary) return this.#reject('frame/unreadable');
    const frame = readFrame(data, this.id);
    switch (frame.kind) {
      case 'heartbeat':
        return;
      case 'relayed':
        if (frame.type === 'OFFER') this.#services.metrics.offered(this.id, frame.dst);
        return this.#services.relay.pass(this.id, frame.type, frame.dst, frame.frame);
      case 'goodbye':
        return this.#inBackground(this.#leave());
      case 'request':
        return this.#enqueue(frame.request);
      case 'malformed-request':
        this.#services.metrics.count('frame/malformed');
        return this.#refuse(frame.mid, this.#mayAsk() ? 'request/malformed' : 'request/rate');
      case 'rejected':
        return this.#reject(frame.why);
    }
  }

  send(frame: Frame): void {
    if (!this.#socket.listening) return;
    this.#socket.write(frame);
    if (this.#socket.waiting <= this.#services.backpressureCloseBytes) return;
    this.#services.metrics.count('backpressure/closed');
    this.#socket.close(CLOSE.backpressure, 'backpressure');
  }

  receive(envelope: Envelope): boolean {
    if (!this.#socket.listening) return false;
    const verdict = judge(this.#consent, envelope);
    if (verdict === 'pass') this.#pass(envelope);
    if (verdict === 'refuse') this.#services.relay.refuse(envelope);
    return verdict !== 'hold';
  }

  allow(peers: readonly string[]): () => void {
    const before = this.#consent;
    this.#consent = { kind: 'listed', allow: new Set(peers) };
    return () => {
      this.#consent = before;
    };
  }

  replaced(): void {
    // Whoever was asked to come back, and did, is not to stay away.
    if (!this.#leaving) this.#goAway('replaced', 0);
    this.closed();
    if (this.#leaving) this.#socket.close(CLOSE.renewed, 'renew');
    else this.#socket.close(CLOSE.replaced, 'replaced');
  }

  /** @param retryAfterMs when the client should come back, ms */
  announceShutdown(retryAfterMs: number): void {
    this.#leaving = true;
    if (this.joined) this.#goAway('shutdown', retryAfterMs);
  }

  /** The connection is old enough: the client comes back on another one. */
  renew(): void {
    this.#leaving = true;
    if (this.joined) this.#goAway('renew', 0);
  }

  /** The socket is closed, or as good as: gives the id back. Its places in rooms wait for the grace time. */
  closed(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#services.rooms.blink(this);
    this.#inBackground(this.#services.realm.release(this.id, this.#epoch));
  }

  #pass(envelope: Envelope): void {
    const { type, from, frame } = envelope;
    if (type === 'CHALLENGE') {
      this.#challenges ??= new SeenChallenges();
      if (!this.#challenges.add(frame)) return;
    }
    if (type === 'ANSWER') this.#services.metrics.answered(this.id, from);
    if (type !== 'EXPIRE') this.#services.metrics.count('forward/local');
    this.send(frame);
  }

  /** The client goes for good: there is nothing to wait for. */
  async #leave(): Promise<void> {
    await this.#services.rooms.partAll(this);
    this.closed();
    this.#socket.close(CLOSE.left, 'left');
  }

  #enqueue(request: ClientRequest): void {
    if (!this.#mayAsk()) return this.#refuse(request.payload.mid, 'request/rate');
    this.#inBackground(this.#requests.run(() => this.#answer(request)));
  }

  async #answer(request: ClientRequest): Promise<void> {
    if (this.#gone) return;
    const { mid } = request.payload;
    const refusal = await carryOut(request, this, this.#services);
    // The socket may have closed meanwhile; what is held waits for the next one.
    if (this.#gone) return;
    if (refusal !== null) return this.#refuse(mid, refusal);
    this.send(noticeFrame({ type: 'ACK', payload: { mid } }));
    if (request.type !== 'JOIN') return;
    this.rooms.find(({ name }) => name === request.payload.room)?.subscribe(this);
    await this.#services.relay.deliverHeld(this.id, this);
  }

  /** Drops a frame that is no request. Only who speaks the superset knows what to do with a refusal. */
  #reject(why: Counted): void {
    this.#services.metrics.count(why);
    if (this.joined && this.#mayAsk()) this.#refuse(null, 'request/malformed');
  }

  /** Drops a message that is too much, unread, and says so once. */
  #drop(why: 'limit/connection' | 'limit/address'): void {
    this.#services.metrics.count(why);
    if (this.joined && !this.#overLimit) this.#refuse(null, why);
    this.#overLimit = true;
  }

  get #requests(): RequestQueue {
    this.#queue ??= new RequestQueue();
    return this.#queue;
  }

  #mayAsk(): boolean {
    const may = this.#requests.mayAsk();
    if (!may) this.#services.metrics.count('request/rate');
    return may;
  }

  #refuse(mid: string | null, code: RefusalCode): void {
    this.send(noticeFrame({ type: 'REFUSED', payload: { mid, code } }));
  }

  #goAway(reason: GoAwayReason, retryAfterMs: number): void {
    this.send(noticeFrame({ type: 'GOAWAY', payload: { reason, retryAfterMs } }));
  }

  /** Nobody waits for these: a failure of the realm is told to the operator, and the client asks again. */
  #inBackground(work: Promise<void>): void {
    work.catch(logFailure(this.#services.log, 'work for a client'));
  }
}
