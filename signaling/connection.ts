import { type Consent, judge } from './consent.ts';
import type { Counted, Counters } from './counters.ts';
import { noticeFrame, OPEN, readFrame } from './frames.ts';
import { type Logger, logFailure } from './log.ts';
import type { Presence } from './presence.ts';
import type { ClientRequest, GoAwayReason, PeerMessage, RefusalCode } from './protocol/index.ts';
import { RateLimit } from './rate.ts';
import type { Envelope, Link, Realm } from './realm/index.ts';
import type { Relay } from './relay.ts';
import { carryOut, type Requester } from './requests.ts';

/** Requests that a client may make at once, and steadily per second: far above what a person at a screen causes. */
const REQUEST_BURST = 40;
const REQUESTS_PER_SECOND = 10;

/** WebSocket close codes of the service; 4000 and up are private ones (RFC 6455, 7.4.2). */
export const CLOSE = {
  /** the client said goodbye */
  left: 1000,
  /** the handshake was refused, after ERROR or ID-TAKEN */
  refused: 1008,
  /** the service is going down; come back */
  shutdown: 1012,
  /** the same id and token came back on another socket */
  replaced: 4001,
} as const;

/** The part of a WebSocket that a connection uses. */
export interface Socket {
  readonly readyState: number;
  readonly OPEN: number;
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** What every connection shares. */
export interface Services {
  readonly realm: Realm;
  readonly relay: Relay;
  readonly lobby: Presence;
  readonly counters: Counters;
  readonly log: Logger;
}

/** One client on its socket, from the claim of its id to the close. */
export class Connection implements Link, Requester {
  readonly id: string;
  readonly #socket: Socket;
  readonly #services: Services;
  readonly #requests = new RateLimit(REQUEST_BURST, REQUESTS_PER_SECOND, performance.now());
  #epoch = 0;
  /** Until the id is claimed nothing may reach the client: OPEN comes first. */
  #consent: Consent = { kind: 'awaited' };
  #gone = false;

  constructor(id: string, socket: Socket, services: Services) {
    this.id = id;
    this.#socket = socket;
    this.#services = services;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get joined(): boolean {
    return this.#consent.kind === 'listed';
  }

  /** The id is this connection's. What waited for it is handed over, or waits on for its JOIN. */
  opened({ epoch, consenting }: { readonly epoch: number; readonly consenting: boolean }): void {
    this.#epoch = epoch;
    this.send(OPEN);
    if (consenting) return;
    this.#consent = { kind: 'open' };
    this.#inBackground(this.#services.relay.deliverHeld(this.id, this));
  }

  /** Takes one frame from the client. */
  handle(text: string): void {
    // A replaced socket may still speak while it closes; its id is another's now.
    if (this.#gone) return;
    const frame = readFrame(text);
    switch (frame.kind) {
      case 'peer':
        return this.#handlePeerMessage(frame.message);
      case 'request':
        return this.#inBackground(this.#answer(frame.request));
      case 'malformed-request':
        this.#services.counters.count('frame/malformed');
        return this.#refuse(frame.mid, this.#mayAsk() ? 'request/malformed' : 'request/rate');
      case 'rejected':
        return this.reject(frame.why);
    }
  }

  /** Drops a frame that is no request. Only who speaks the superset knows what to do with a refusal. */
  reject(why: Counted): void {
    this.#services.counters.count(why);
    if (this.joined && this.#mayAsk()) this.#refuse(null, 'request/malformed');
  }

  send(frame: string): void {
    if (this.#listening) this.#socket.send(frame);
  }

  receive(envelope: Envelope): boolean {
    if (!this.#listening) return false;
    const verdict = judge(this.#consent, envelope);
    if (verdict === 'pass') this.send(envelope.frame);
    if (verdict === 'refuse') this.#inBackground(this.#services.relay.refuse(envelope));
    return verdict !== 'hold';
  }

  allow(peers: readonly string[]): void {
    this.#consent = { kind: 'listed', allow: new Set(peers) };
  }

  replaced(): void {
    this.#goAway('replaced', 0);
    this.closed();
    this.#socket.close(CLOSE.replaced, 'replaced');
  }

  /** @param retryAfterMs when the client should come back, ms */
  announceShutdown(retryAfterMs: number): void {
    if (this.joined) this.#goAway('shutdown', retryAfterMs);
  }

  /** The socket is closed, or as good as: gives the id back. Its place in the room waits for the grace time. */
  closed(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#services.lobby.blink(this);
    this.#inBackground(this.#services.realm.release(this.id, this.#epoch));
  }

  #handlePeerMessage(message: PeerMessage): void {
    if (message.type === 'HEARTBEAT') return;
    if (message.type !== 'LEAVE') return this.#inBackground(this.#services.relay.pass(this.id, message));
    const { type, dst, payload } = message;
    if (dst) return this.#inBackground(this.#services.relay.pass(this.id, { type, dst, payload }));
    this.#inBackground(this.#leave());
  }

  /** The client goes for good: there is nothing to wait for. */
  async #leave(): Promise<void> {
    await this.#services.lobby.part(this);
    this.closed();
    this.#socket.close(CLOSE.left, 'left');
  }

  async #answer(request: ClientRequest): Promise<void> {
    const { mid } = request.payload;
    if (!this.#mayAsk()) return this.#refuse(mid, 'request/rate');
    const refusal = await carryOut(request, this, this.#services);
    // The socket may have closed meanwhile; what is held waits for the next one.
    if (this.#gone) return;
    if (refusal !== null) return this.#refuse(mid, refusal);
    this.send(noticeFrame({ type: 'ACK', payload: { mid } }));
    if (request.type !== 'JOIN') return;
    this.#services.lobby.subscribe(this);
    await this.#services.relay.deliverHeld(this.id, this);
  }

  get #listening(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #mayAsk(): boolean {
    const may = this.#requests.take(performance.now());
    if (!may) this.#services.counters.count('request/rate');
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
