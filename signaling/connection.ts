import { CLOSE } from './close-codes.ts';
import { type Consent, judge } from './consent.ts';
import { noticeFrame, OPEN, readFrame } from './frames.ts';
import { logFailure } from './log.ts';
import type { Counted } from './metrics/index.ts';
import type { Budget } from './ports.ts';
import type { GoAwayReason } from './protocol/index.ts';
import type { Envelope, Frame, Link } from './realm/index.ts';
import { type Client, type DeskServices, RequestDesk } from './request-desk.ts';
import type { Room } from './room.ts';
import type { SeenChallenges } from './seen-challenges.ts';

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
export interface Services extends DeskServices {
  readonly challenges: SeenChallenges;
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

/** Most messages kept back for a client, as many as wait for one that is absent. */
const KEPT_BACK_MAX = 64;

/** One client on its socket, from the claim of its id to the close. */
export class Connection implements Link, Client, Budget {
  readonly id: string;
  readonly address: string;
  readonly opens: readonly string[] | null;
  rooms = NO_ROOMS;
  level = 0;
  levelAt = 0;
  readonly #socket: Socket;
  readonly #services: Services;
  /** What a stock client never needs is made when it is needed first. */
  #requests: RequestDesk | null = null;
  #epoch = 0;
  /** Until the id is claimed nothing may reach the client: OPEN comes first. */
  #consent = NOT_YET;
  /** What has come since `keepBack`. */
  #keptBack: Envelope[] | null = null;
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
    this.keepBack();
    const { relay } = this.#services;
    this.#inBackground(relay.collect(this.id).then((held) => this.handOver(held)));
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
        return this.#inBackground(this.#desk.ask(frame.request));
      case 'malformed-request':
        this.#services.metrics.count('frame/malformed');
        return this.#desk.malformed(frame.mid);
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
    // Where the id is given back already, the next socket gets what comes.
    if (this.#gone || !this.#socket.listening) return false;
    const verdict = judge(this.#consent, envelope);
    if (verdict === 'hold') return false;
    if (verdict === 'refuse') this.#services.relay.refuse(envelope);
    else if (this.#keptBack === null || !isRelayed(envelope.type)) this.#pass(envelope);
    else if (this.#keptBack.length < KEPT_BACK_MAX) this.#keptBack.push(envelope);
    else return false;
    return true;
  }

  keepBack(): void {
    this.#keptBack ??= [];
  }

  handOver(held: readonly Envelope[]): void {
    const since = this.#keptBack ?? [];
    this.#keptBack = null;
    // What cannot be taken any more waits for the next socket.
    for (const envelope of [...held, ...since]) {
      if (!this.receive(envelope)) this.#services.relay.hold(envelope);
    }
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
    if (this.#keptBack !== null) this.handOver([]);
    this.#inBackground(this.#services.realm.release(this.id, this.#epoch));
  }

  #pass(envelope: Envelope): void {
    const { type, from, frame } = envelope;
    if (type === 'CHALLENGE' && !this.#services.challenges.add(this.id, frame)) return;
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

  /** Drops a frame that is no request. */
  #reject(why: Counted): void {
    this.#services.metrics.count(why);
    // Only who speaks the superset knows what to do with a refusal.
    if (this.joined) this.#desk.rejected();
  }

  /** Drops a message that is too much, unread, and says so once. */
  #drop(why: 'limit/connection' | 'limit/address'): void {
    this.#services.metrics.count(why);
    if (this.joined && !this.#overLimit) this.#desk.refuse(null, why);
    this.#overLimit = true;
  }

  get #desk(): RequestDesk {
    this.#requests ??= new RequestDesk(this, this.#services);
    return this.#requests;
  }

  #goAway(reason: GoAwayReason, retryAfterMs: number): void {
    this.send(noticeFrame({ type: 'GOAWAY', payload: { reason, retryAfterMs } }));
  }

  /** Nobody waits for these: a failure of the realm is told to the operator, and the client asks again. */
  #inBackground(work: Promise<void>): void {
    work.catch(logFailure(this.#services.log, 'work for a client'));
  }
}

/** Whether a message is of a kind that others send in an order that matters. */
function isRelayed(type: Envelope['type']): boolean {
  return type !== 'EXPIRE' && !type.startsWith('CHALLENGE');
}
