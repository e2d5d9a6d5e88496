import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { logFailure } from '../log.ts';
import type { UpgradeHandler } from '../ports.ts';
import { isRawUrl, readRawHandshake } from './handshake.ts';
import { CLOSE, Member, type RawServices } from './member.ts';
import { RawRooms } from './room.ts';

/** What a member shows of itself in the realm, which has more to say of members of the PeerJS protocol's rooms. */
const PRESENCE = { status: 'available', name: null } as const;

/** A connection lives this much of its most at least, so that those that came together do not come back together. */
const YOUNGEST = 0.9;

/** How long a client that is to come back to another connection should wait at most, ms. */
const RENEW_SPREAD_MS = 1000;

interface Client {
  readonly member: Member;
  readonly socket: WebSocket;
  readonly openedAt: number;
  /** When it has to come back on another connection. Like `openedAt` on the clock of `performance`, ms. */
  readonly renewAt: number;
  /** Pings since it was last heard. */
  unanswered: number;
}

/** The relay for programs that use WebRTC without PeerJS: rooms by name, and messages from each to the others. */
export class RawRelay implements UpgradeHandler {
  readonly #services: RawServices;
  readonly #server: WebSocketServer;
  readonly #clients = new Set<Client>();
  readonly #rooms: RawRooms;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(services: RawServices) {
    this.#services = services;
    this.#rooms = new RawRooms(services.realm);
    const { messageMaxBytes, subprotocol, heartbeatIntervalMs } = services.config;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: messageMaxBytes,
      perMessageDeflate: false,
      // A browser that asks for one gives up when it is not answered.
      handleProtocols: (offered) => subprotocol ?? [...offered][0] ?? false,
    });
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatIntervalMs);
  }

  /** How many clients, and how many rooms with one of them. */
  get size(): { readonly clients: number; readonly rooms: number } {
    return { clients: this.#clients.size, rooms: this.#rooms.size };
  }

  wants(url: string): boolean {
    return isRawUrl(url, this.#services.config.path);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, address: string): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#open(webSocket, request.url ?? '', bearerOf(request), address).catch((error: unknown) => {
        logFailure(this.#services.log, 'opening a raw connection')(error);
        webSocket.close(CLOSE.failed);
      });
    });
  }

  async drain(timeoutMs: number): Promise<void> {
    const closed = [...this.#server.clients].map(
      (socket) => new Promise((resolve) => void socket.once('close', resolve)),
    );
    for (const { member } of this.#clients) member.goAway('shutdown', Math.round(Math.random() * timeoutMs));
    const timer = setTimeout(() => this.#cutOff(), timeoutMs);
    await Promise.all(closed);
    clearTimeout(timer);
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#cutOff();
  }

  #cutOff(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  async #open(socket: WebSocket, url: string, bearer: string | null, address: string): Promise<void> {
    const { authenticator, config, metrics } = this.#services;
    // ws closes a socket after an error by itself; without a listener the error would end the process.
    socket.on('error', () => metrics.count('socket/error'));
    const handshake = readRawHandshake(url, config.roomIdMaxLength);
    const { roomId, token } = handshake ?? { roomId: '', token: '' };
    const member = new Member({ socket, address, roomId, memberId: randomUUID() }, this.#services);
    if (handshake === null) return member.refuse('room/malformed');
    const client = this.#follow(member, socket, address);
    if (this.#clients.size > config.concurrentLimit) {
      return member.refuse('server/full', CLOSE.tryLater);
    }
    // Nothing that the client says meanwhile is lost, nor read too early.
    socket.pause();
    const authenticated = await authenticator.authenticate(null, token, bearer);
    if (!authenticated.ok) return member.refuse(authenticated.code);
    if (authenticated.rooms?.includes(roomId) === false) {
      return member.refuse('room/forbidden');
    }
    await this.#enter(client, authenticated.owner);
  }

  async #enter({ member, socket }: Client, owner: string): Promise<void> {
    const { realm, config, log } = this.#services;
    const claim = await realm.claim(member.id, owner, member);
    if (claim.outcome === 'taken') return member.refuse('id/taken');
    const room = await this.#rooms.use(member.roomName);
    const leave = async (): Promise<void> => {
      room.remove(member.id);
      await realm.exit(member.roomName, member.id, claim.epoch);
      await Promise.all([realm.release(member.id, claim.epoch), this.#rooms.leave(member.roomName)]);
    };
    const left = new Promise<void>((resolve) => void socket.once('close', resolve));
    if (socket.readyState === socket.CLOSED) return leave();
    left.then(leave).catch(logFailure(log, 'leaving a room'));
    member.entering(room);
    const entered = await realm.enter(member.roomName, member.id, claim.epoch, PRESENCE, config.roomCapacity);
    if (entered === 'entered') room.welcome(member.id);
    else if (entered === 'full') member.refuseFull();
    else member.refuse('id/lost', CLOSE.tryLater);
  }

  #follow(member: Member, socket: WebSocket, address: string): Client {
    const { config, log, metrics } = this.#services;
    const openedAt = performance.now();
    const ageMs = config.maxConnectionSeconds * 1000 * (YOUNGEST + (1 - YOUNGEST) * Math.random());
    const client: Client = { member, socket, openedAt, renewAt: openedAt + ageMs, unanswered: 0 };
    this.#clients.add(client);
    socket.on('message', (data, isBinary) => {
      client.unanswered = 0;
      member.handle(bufferOf(data), isBinary);
    });
    socket.on('pong', () => {
      client.unanswered = 0;
    });
    socket.on('close', (code) => {
      this.#clients.delete(client);
      metrics.closed(code);
      const openMs = Math.round(performance.now() - openedAt);
      log.info({ member: member.id, address, joined: member.isIn, code, openMs }, 'raw connection closed');
    });
    return client;
  }

  #beat(): void {
    const { aliveTimeoutMs, heartbeatIntervalMs } = this.#services.config;
    const now = performance.now();
    for (const client of this.#clients) {
      if (client.unanswered * heartbeatIntervalMs >= aliveTimeoutMs) {
        this.#services.metrics.count('socket/dead');
        client.socket.terminate();
      } else if (now >= client.renewAt) {
        client.member.goAway('renew', Math.round(Math.random() * RENEW_SPREAD_MS));
      } else {
        client.unanswered += 1;
        client.socket.ping();
      }
    }
  }
}

function bufferOf(data: RawData): Buffer {
  // With the default `binaryType` ws gives one Buffer.
  return Buffer.isBuffer(data) ? data : Buffer.alloc(0);
}

function bearerOf({ headers }: IncomingMessage): string | null {
  return /^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}
