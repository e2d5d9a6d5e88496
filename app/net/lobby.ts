/**
 * The client's side of the service's superset: one room, requests that are answered or time out, and a list of
 * who is there that never drifts from the service's.
 */
import {
  type ClientRequest,
  LOBBY,
  type RefusalCode,
  type ServerNotice,
  type Status,
  SUPERSET_VERSION,
} from '../../signaling/protocol/index.ts';

/** `timeout`: the service did not answer, or was not there, within `REQUEST_TIMEOUT_MS`. */
export type RequestOutcome = 'ack' | 'timeout' | RefusalCode;

/** A person waits this long at the most for "not here", ms. */
export const REQUEST_TIMEOUT_MS = 6_000;

export interface LobbyHandlers {
  /** The list, or whether it is live, has changed. */
  changed(): void;
}

interface Pending {
  readonly request: ClientRequest;
  readonly settle: (outcome: RequestOutcome) => void;
}

export class LobbyClient {
  readonly #send: (request: ClientRequest) => void;
  readonly #handlers: LobbyHandlers;
  readonly #members = new Map<string, Status>();
  readonly #pending = new Map<string, Pending>();
  #status: Status = 'available';
  #allow: readonly string[] = [];
  #joined = false;
  #revision = -1;
  #total = 0;
  #count = 0;

  /** @param send hands a request to the socket; called only between `online` and `offline` */
  constructor(send: (request: ClientRequest) => void, handlers: LobbyHandlers) {
    this.#send = send;
    this.#handlers = handlers;
  }

  /** Whether the list follows the service right now. After `offline` the last list stays readable. */
  get live(): boolean {
    return this.#revision >= 0;
  }

  /** Everybody in the lobby, oneself included. */
  get members(): ReadonlyMap<string, Status> {
    return this.#members;
  }

  get total(): number {
    return this.#total;
  }

  /** The socket is open: says JOIN, then whatever was asked for while it was not. */
  online(): void {
    this.#join();
    for (const { request } of this.#pending.values()) this.#send(request);
  }

  offline(): void {
    this.#joined = false;
    this.#revision = -1;
    this.#handlers.changed();
  }

  setStatus(status: Status): void {
    if (status === this.#status) return;
    this.#status = status;
    if (this.#joined) this.#send({ type: 'STATUS', payload: { mid: this.#mid(), status } });
  }

  /** Replaces the allow-list: the peers whose offers and answers the service may pass on to us. */
  setAllow(allow: readonly string[]): void {
    if (allow.length === this.#allow.length && allow.every((id) => this.#allow.includes(id))) return;
    this.#allow = allow;
    if (this.#joined) this.#send({ type: 'ALLOW', payload: { mid: this.#mid(), allow: [...allow] } });
  }

  /**
   * Asks, now or as soon as the service is there again, and tells how it was answered. Never rejects.
   *
   * @param build makes the request around the message id it is given
   */
  request(build: (mid: string) => ClientRequest): Promise<RequestOutcome> {
    const mid = this.#mid();
    const request = build(mid);
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle('timeout'), REQUEST_TIMEOUT_MS);
      const settle = (outcome: RequestOutcome): void => {
        clearTimeout(timer);
        this.#pending.delete(mid);
        resolve(outcome);
      };
      this.#pending.set(mid, { request, settle });
      if (this.#joined) this.#send(request);
    });
  }

  /** Takes what concerns the lobby; challenges and goodbyes are for others. */
  notice(notice: ServerNotice): void {
    switch (notice.type) {
      case 'ACK':
        this.#pending.get(notice.payload.mid)?.settle('ack');
        break;
      case 'REFUSED':
        if (notice.payload.mid !== null) this.#pending.get(notice.payload.mid)?.settle(notice.payload.code);
        break;
      case 'ROOM': {
        const { room, rev, members, total } = notice.payload;
        if (room !== LOBBY) return;
        this.#members.clear();
        for (const [id, status] of members) this.#members.set(id, status);
        this.#follow(rev, total);
        break;
      }
      case 'PRESENCE': {
        const { room, rev, changes, total } = notice.payload;
        if (room !== LOBBY || !this.live || rev <= this.#revision) return;
        // A change was missed: ask for the whole list again.
        if (rev !== this.#revision + 1) {
          this.#join();
          return;
        }
        for (const [id, status] of changes) {
          if (status === null) this.#members.delete(id);
          else this.#members.set(id, status);
        }
        this.#follow(rev, total);
        break;
      }
      default:
    }
  }

  #follow(revision: number, total: number): void {
    this.#revision = revision;
    this.#total = total;
    this.#handlers.changed();
  }

  #join(): void {
    this.#joined = true;
    this.#revision = -1;
    this.#send({
      type: 'JOIN',
      payload: {
        mid: this.#mid(),
        version: SUPERSET_VERSION,
        room: LOBBY,
        status: this.#status,
        allow: [...this.#allow],
      },
    });
  }

  #mid(): string {
    this.#count += 1;
    return `m${this.#count}`;
  }
}
