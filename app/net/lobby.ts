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

/** What the service must know of us and refused (too many messages at once) is said again after this, ms. */
export const SAY_AGAIN_MS = 1_000;

/** What the lobby knows of somebody. The name is theirs to choose: it says nothing about who they are. */
export interface LobbyEntry {
  readonly status: Status;
  readonly name: string | null;
}

export interface LobbyHandlers {
  /** The list, or whether it is live, has changed. */
  changed(): void;
  /** The service has answered before on this socket, and does no more. */
  silent(): void;
}

interface Pending {
  readonly request: ClientRequest;
  readonly settle: (outcome: RequestOutcome) => void;
}

export class LobbyClient {
  readonly #send: (request: ClientRequest) => void;
  readonly #handlers: LobbyHandlers;
  readonly #members = new Map<string, LobbyEntry>();
  readonly #pending = new Map<string, Pending>();
  #status: Status = 'available';
  #name: string | null = null;
  #allow: readonly string[] = [];
  #online = false;
  #revision = -1;
  /** The socket is being exchanged for another one: the list is as good as live. */
  #renewing = false;
  /** The service has dropped messages of ours, and has not said which. */
  #dropped: RefusalCode | null = null;
  #total = 0;
  #count = 0;
  #sayAgain: ReturnType<typeof setTimeout> | undefined;

  /** @param send hands a request to the socket; called only between `online` and `offline` */
  constructor(send: (request: ClientRequest) => void, handlers: LobbyHandlers) {
    this.#send = send;
    this.#handlers = handlers;
  }

  /** Whether the list can be relied on. After `offline` the last list stays readable. */
  get live(): boolean {
    return this.follows || this.#renewing;
  }

  /** Whether the list follows the service right now: what is gone from it has just left. */
  get follows(): boolean {
    return this.#revision >= 0;
  }

  /** Everybody in the lobby, oneself included. */
  get members(): ReadonlyMap<string, LobbyEntry> {
    return this.#members;
  }

  get total(): number {
    return this.#total;
  }

  /** The socket is open: says JOIN, then whatever was asked for while it was not. */
  online(): void {
    this.#online = true;
    const waiting = [...this.#pending.values()];
    this.#join();
    for (const { request } of waiting) this.#send(request);
  }

  /** @param renewing another socket is there in a moment, and nobody need notice; if it is not, `offline` is called again */
  offline(renewing = false): void {
    this.#online = false;
    this.#revision = -1;
    this.#renewing = renewing;
    this.#dropped = null;
    clearTimeout(this.#sayAgain);
    // The next JOIN says all that these said.
    for (const { request, settle } of this.#pending.values()) if (isState(request)) settle('timeout');
    this.#handlers.changed();
  }

  /** Another id begins: what the old one asked for and saw is not the new one's. */
  forget(): void {
    for (const { settle } of this.#pending.values()) settle('timeout');
    this.#members.clear();
    this.#total = 0;
    this.offline();
  }

  /** Finds out whether the service still answers: if not, `silent` is called. A socket can be dead for minutes unnoticed. */
  check(): void {
    if (this.follows && this.#pending.size === 0) void this.#say(statusOf(this.#status));
  }

  setStatus(status: Status): void {
    if (status === this.#status) return;
    this.#status = status;
    if (this.#online) void this.#say(statusOf(status));
  }

  /** What others see beside the ID; null: nothing. */
  setName(name: string | null): void {
    if (name === this.#name) return;
    this.#name = name;
    if (this.#online) this.#join();
  }

  /** Replaces the allow-list: the peers whose offers and answers the service may pass on to us. */
  setAllow(allow: readonly string[]): void {
    if (allow.length === this.#allow.length && allow.every((id) => this.#allow.includes(id))) return;
    this.#allow = allow;
    if (this.#online) void this.#say((mid) => ({ type: 'ALLOW', payload: { mid, allow: [...allow] } }));
  }

  /**
   * Asks, now or as soon as the service is there again, and tells how it was answered. Never rejects.
   *
   * @param build makes the request around the message id it is given
   */
  request(build: (mid: string) => ClientRequest): Promise<RequestOutcome> {
    this.#count += 1;
    const mid = `m${this.#count}`;
    const request = build(mid);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        const dropped = this.#dropped;
        settle(dropped ?? 'timeout');
        // A service that never spoke the superset has not fallen silent.
        if (this.follows && dropped === null) this.#handlers.silent();
      }, REQUEST_TIMEOUT_MS);
      const settle = (outcome: RequestOutcome): void => {
        clearTimeout(timer);
        this.#pending.delete(mid);
        resolve(outcome);
      };
      this.#pending.set(mid, { request, settle });
      if (this.#online) this.#send(request);
    });
  }

  /** Takes what concerns the lobby; challenges and goodbyes are for others. */
  notice(notice: ServerNotice): void {
    switch (notice.type) {
      case 'ACK':
        this.#dropped = null;
        this.#pending.get(notice.payload.mid)?.settle('ack');
        break;
      case 'REFUSED':
        if (notice.payload.mid !== null) this.#pending.get(notice.payload.mid)?.settle(notice.payload.code);
        else if (isLimit(notice.payload.code)) this.#dropped = notice.payload.code;
        break;
      case 'ROOM': {
        const { room, rev, members, total } = notice.payload;
        if (room !== LOBBY) return;
        this.#members.clear();
        for (const [id, status, name = null] of members) this.#members.set(id, { status, name });
        this.#follow(rev, total);
        break;
      }
      case 'PRESENCE': {
        const { room, rev, changes, total } = notice.payload;
        if (room !== LOBBY || !this.follows || rev <= this.#revision) return;
        // A change was missed: ask for the whole list again.
        if (rev !== this.#revision + 1) {
          this.#join();
          return;
        }
        for (const [id, status, name = null] of changes) {
          if (status === null) this.#members.delete(id);
          else this.#members.set(id, { status, name });
        }
        this.#follow(rev, total);
        break;
      }
      default:
    }
  }

  #follow(revision: number, total: number): void {
    this.#revision = revision;
    this.#renewing = false;
    this.#total = total;
    this.#handlers.changed();
  }

  #join(): void {
    this.#revision = -1;
    const [status, allow, name] = [this.#status, [...this.#allow], this.#name];
    void this.#say((mid) => ({
      type: 'JOIN',
      payload: {
        mid,
        version: SUPERSET_VERSION,
        room: LOBBY,
        status,
        allow,
        ...(name !== null && { name }),
      },
    }));
  }

  /** Says what the service must know of us. Where it would not hear it, a JOIN says everything again, as it is by then. */
  async #say(build: (mid: string) => ClientRequest): Promise<void> {
    const outcome = await this.request(build);
    if (outcome !== 'request/rate' && !isLimit(outcome)) return;
    clearTimeout(this.#sayAgain);
    this.#sayAgain = setTimeout(() => {
      if (this.#online) this.#join();
    }, SAY_AGAIN_MS);
  }
}

function statusOf(status: Status): (mid: string) => ClientRequest {
  return (mid) => ({ type: 'STATUS', payload: { mid, status } });
}

function isLimit(code: RequestOutcome): boolean {
  return code.startsWith('limit/');
}

/** Requests that say what we are, rather than ask for something. */
function isState({ type }: ClientRequest): boolean {
  return type === 'JOIN' || type === 'ALLOW' || type === 'STATUS';
}
