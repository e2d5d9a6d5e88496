/** A client that speaks the superset as the game does: it comes back by itself, joins again, and answers challenges. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { WebSocket } from 'ws';
import { LOBBY, ServerNotice, SUPERSET_VERSION } from '../protocol/index.ts';
import { ANSWER_MS, type Ledger, type Outcome } from './ledger.ts';

/** Longest wait for an answer to a handshake, ms: a frozen instance gives none. */
const HANDSHAKE_MS = 3_000;

/** The first and the longest wait before it tries again, ms. */
const BACKOFF = { first: 100, longest: 2_000 } as const;

/** After a refusal because of too many requests, ms: a tenth of a second is enough for one more. */
const SAY_AGAIN_MS = 200;

/** What PeerJS's own protocol says to a client; all else is the superset's. */
const PeerJsMessage = v.variant('type', [
  v.object({ type: v.picklist(['OPEN', 'ID-TAKEN', 'EXPIRE', 'LEAVE']) }),
  v.object({ type: v.literal('ERROR'), payload: v.object({ msg: v.string() }) }),
  v.object({ type: v.literal('OFFER'), src: v.string(), payload: v.object({ offer: v.string() }) }),
]);
type Message = v.InferOutput<typeof PeerJsMessage> | ServerNotice;

/** One WebSocket of a client: it has many in its life, the last one is its own. */
export interface Connection {
  /** 1 for the first. */
  readonly number: number;
  readonly socket: WebSocket;
  joined: boolean;
  goAway: { readonly reason: string; readonly retryAfterMs: number } | null;
  closeCode: number | null;
}

export interface ClientOptions {
  readonly id: string;
  readonly ledger: Ledger;
  /** Whose OFFERs it takes: all of the round's. */
  readonly allow: readonly string[];
  /** The instance for its first connection, for instance `http://127.0.0.1:40123`. */
  readonly first: string;
  /** The balancer for all that follow. */
  readonly later: string;
  /** Unless given, one that follows from the id. */
  readonly token?: string;
}

export class Client {
  readonly id: string;
  /** The instance of its first connection. */
  readonly first: string;
  readonly connections: Connection[] = [];
  /** The lobby as it was told. */
  readonly lobby = new Map<string, string>();
  /** Everybody that it has seen leave the lobby, oldest first. */
  readonly departures: string[] = [];
  /** Set while its instance is made to hang: silence is no fault of the service then. */
  isHung = false;
  readonly #options: ClientOptions;
  readonly #pending = new Map<string, { readonly connection: Connection; end(outcome: Outcome): void }>();
  readonly #replies = new Set<string>();
  #revision = 0;
  #requests = 0;
  #attempts = 0;
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: ClientOptions) {
    this.id = options.id;
    this.first = options.first;
    this.#options = options;
    this.#connect(options.first);
  }

  /** Whether its last connection is open and in the lobby. */
  get isIn(): boolean {
    const { current } = this;
    return current !== undefined && current.joined && current.socket.readyState === WebSocket.OPEN;
  }

  get current(): Connection | undefined {
    return this.connections.at(-1);
  }

  hasReply(challenge: string): boolean {
    return this.#replies.has(challenge);
  }

  async challenge(to: string, challenge: string): Promise<Outcome> {
    const { ledger } = this.#options;
    const wasHung = this.isHung;
    ledger.sent(challenge, this.id, to);
    const outcome = await this.request('CHALLENGE', { to, challenge });
    ledger.ended(challenge, outcome, wasHung || this.isHung);
    return outcome;
  }

  offer(to: string, offer: string): void {
    this.#send({ type: 'OFFER', dst: to, payload: { offer } });
  }

  async join(room: string, capacity?: number): Promise<Outcome> {
    const { allow } = this.#options;
    const base = { version: SUPERSET_VERSION, room, status: 'available', allow };
    return this.request('JOIN', capacity === undefined ? base : { ...base, capacity });
  }

  /** Sends a request on the last connection and waits for what becomes of it. */
  request(type: string, payload: object): Promise<Outcome> {
    const connection = this.current;
    if (connection?.socket.readyState !== WebSocket.OPEN) return Promise.resolve('closed');
    this.#requests += 1;
    const mid = `m${this.#requests}`;
    this.#send({ type, payload: { mid, ...payload } });
    return new Promise((resolve) => {
      const end = (outcome: Outcome): void => {
        clearTimeout(timer);
        this.#pending.delete(mid);
        resolve(outcome);
      };
      const timer = setTimeout(() => end('silence'), ANSWER_MS);
      this.#pending.set(mid, { connection, end });
    });
  }

  /** As a phone that leaves its network: the old socket stays as it is, and nobody closes it. */
  switchNetwork(): void {
    const old = this.current;
    this.#connect(this.#options.later);
    if (old !== undefined) this.#giveUp(old);
  }

  /** Closes all it has, and does not come back. */
  leave(): void {
    this.stayAway();
    for (const { socket } of this.connections) socket.close();
  }

  /** Does not come back once its connection is lost. */
  stayAway(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
  }

  #connect(url: string): void {
    const { id, token = `token-of-${id}` } = this.#options;
    const query = new URLSearchParams({ key: 'peerjs', id, token });
    const socket = new WebSocket(`${url.replace('http', 'ws')}/peerjs?${query}`, {
      handshakeTimeout: HANDSHAKE_MS,
    });
    const number = this.connections.length + 1;
    const connection: Connection = { number, socket, joined: false, goAway: null, closeCode: null };
    this.connections.push(connection);
    socket.on('error', () => undefined);
    // Before OPEN: what is said the moment that a socket opens must not be lost.
    socket.on('open', () => void this.#enter(connection));
    socket.on('message', (data: Buffer) => this.#hear(connection, data.toString()));
    socket.on('close', (code) => this.#closed(connection, code));
  }

  async #enter(connection: Connection): Promise<void> {
    const outcome = await this.join(LOBBY);
    if (outcome === 'ACK') connection.joined = true;
    else if (outcome === 'silence' && !this.isHung) {
      this.#options.ledger.fault(`${this.id} heard nothing of the JOIN it sent as its socket opened`);
      connection.socket.terminate();
    } else if (outcome !== 'closed') {
      this.#options.ledger.note(`${this.id} was refused the lobby: ${outcome}`);
    }
  }

  #closed(connection: Connection, code: number): void {
    const { goAway, number } = connection;
    connection.closeCode = code;
    this.#giveUp(connection);
    this.#options.ledger.note(`${this.id} lost connection ${number}: ${code} ${goAway?.reason ?? ''}`);
    if (this.#stopped || connection !== this.current) return;
    if (goAway?.reason === 'replaced') {
      this.#options.ledger.fault(`${this.id} was told that it is replaced, but has no other connection`);
    }
    const backoffMs = Math.min(BACKOFF.first * 2 ** this.#attempts, BACKOFF.longest);
    this.#attempts += 1;
    this.#retry = setTimeout(() => this.#connect(this.#options.later), goAway?.retryAfterMs ?? backoffMs);
  }

  #giveUp(connection: Connection): void {
    for (const pending of this.#pending.values())
      if (pending.connection === connection) pending.end('closed');
  }

  #send(message: object): void {
    this.current?.socket.send(JSON.stringify(message), () => undefined);
  }

  #hear(connection: Connection, text: string): void {
    const { ledger } = this.#options;
    const message: unknown = JSON.parse(text);
    const read = v.safeParse(v.union([PeerJsMessage, ServerNotice]), message);
    if (read.success) this.#handle(connection, read.output);
    else ledger.fault(`${this.id} heard something that the protocol does not know: ${text.slice(0, 200)}`);
  }

  #handle(connection: Connection, message: Message): void {
    const { ledger } = this.#options;
    switch (message.type) {
      case 'OPEN':
        this.#attempts = 0;
        return;
      case 'ID-TAKEN':
      case 'ERROR':
        return ledger.note(`${this.id} heard ${JSON.stringify(message)}`);
      case 'OFFER':
        return ledger.offered(message.payload.offer, this.id);
      case 'GOAWAY':
        connection.goAway = message.payload;
        return;
      case 'ACK':
        return this.#pending.get(message.payload.mid)?.end('ACK');
      case 'REFUSED':
        if (message.payload.mid === null) return ledger.note(`${this.id}: ${message.payload.code}`);
        return this.#pending.get(message.payload.mid)?.end(message.payload.code);
      case 'CHALLENGE':
        return this.#challenged(connection, message.payload);
      case 'CHALLENGE-REPLY':
        this.#replies.add(message.payload.challenge);
        return;
      case 'ROOM':
      case 'PRESENCE':
        if (connection === this.current && message.payload.room === LOBBY) this.#learn(message);
        return;
      default:
    }
  }

  #challenged(connection: Connection, { from, challenge }: { from: string; challenge: string }): void {
    this.#options.ledger.delivered(challenge, this.id, connection.number);
    if (connection === this.current) void this.#decline(from, challenge);
  }

  /** Said again while the service has had too many requests: after a freeze all that was asked meanwhile comes at once. */
  async #decline(to: string, challenge: string): Promise<void> {
    const reply = { to, challenge, reply: 'decline' };
    while ((await this.request('CHALLENGE-REPLY', reply)) === 'request/rate') await sleep(SAY_AGAIN_MS);
  }

  #learn({ type, payload }: Extract<ServerNotice, { type: 'ROOM' | 'PRESENCE' }>): void {
    if (type === 'ROOM') {
      const members = new Map(payload.members.map(([id, status]) => [id, status]));
      for (const id of this.lobby.keys()) if (!members.has(id)) this.#left(id);
      for (const [id, status] of members) this.lobby.set(id, status);
    } else {
      if (payload.rev !== this.#revision + 1) {
        this.#options.ledger.fault(`${this.id} missed a change: ${payload.rev} after ${this.#revision}`);
      }
      for (const [id, status] of payload.changes) {
        if (status === null) this.#left(id);
        else this.lobby.set(id, status);
      }
    }
    this.#revision = payload.rev;
  }

  #left(id: string): void {
    this.lobby.delete(id);
    this.departures.push(id);
  }
}
