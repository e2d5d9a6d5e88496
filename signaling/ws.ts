/** The WebSockets of PeerJS clients: from the upgrade to the close. */
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Server as ServerOf, WebSocketServer } from 'ws';
import { ClientSocket, type SocketOwner } from './client-socket.ts';
import { CLOSE } from './close-codes.ts';
import type { Config } from './config/index.ts';
import { Connection, type Services } from './connection.ts';
import { errorFrame, ID_TAKEN } from './frames.ts';
import { readHandshake } from './handshake.ts';
import { bearerOf } from './identity/index.ts';
import { logFailure } from './log.ts';
import type { Authentication, Authenticator, UpgradeHandler } from './ports.ts';
import type { Claim } from './realm/index.ts';
import { nextRequestId, readRequestId } from './request-id.ts';
import { SETTLE_MS, StallDetector } from './stall.ts';
import { type Arrival, Upgrades } from './upgrades.ts';
import { Upkeep } from './upkeep.ts';
import { Writer } from './wire.ts';

export interface SocketsOptions {
  readonly server: Server;
  readonly config: Config;
  readonly services: Services;
  readonly authenticator: Authenticator;
  /** WebSockets that are not PeerJS's. */
  readonly others: UpgradeHandler | null;
}

/** How long a service that is going down waits before it lets anybody go, so that load balancers have noticed, ms. */
const NOTICE_MS = 1000;

/** Whoever has not answered a close by then, for instance since it reads nothing, is cut off, ms. */
const CLOSE_TIMEOUT_MS = 5000;

export class Sockets implements SocketOwner {
  readonly writer = new Writer();
  readonly #options: SocketsOptions;
  readonly #upgrades: Upgrades;
  readonly #server: ServerOf<typeof ClientSocket>;
  readonly #sockets = new Set<ClientSocket>();
  /** Those that were told no, until they are closed. They take nobody's place. */
  readonly #refused = new Set<ClientSocket>();
  readonly #upkeep: Upkeep;
  readonly #stalls = new StallDetector();

  constructor(options: SocketsOptions) {
    const { config, server, services, others } = options;
    this.#options = options;
    const settings = {
      noServer: true,
      clientTracking: false,
      WebSocket: ClientSocket,
      autoPong: false,
      maxPayload: config.messageMaxBytes,
      // Not in the types of ws yet.
      closeTimeout: Math.min(CLOSE_TIMEOUT_MS, config.handshakeTimeoutMs),
      // A compression context a client costs far more memory than its few short messages save.
      perMessageDeflate: false,
      // A browser that asks for one gives up when it is not answered.
      handleProtocols: (offered: ReadonlySet<string>) => config.subprotocol ?? [...offered][0] ?? false,
    };
    this.#server = new WebSocketServer(settings);
    this.#upgrades = new Upgrades({
      ...services,
      server,
      others,
      path: `${config.path}peerjs`,
      onPeer: (arrival) => this.#take(arrival),
    });
    this.#upkeep = new Upkeep(this.#sockets, {
      ...config,
      onDead: () => services.metrics.count('socket/dead'),
    });
  }

  get size(): number {
    return this.#sockets.size;
  }

  /**
   * Takes nobody new, tells everybody to go and waits until they have.
   *
   * @param timeoutMs sockets that are still open after it are cut off
   */
  async drain(timeoutMs: number): Promise<void> {
    this.#upgrades.stop();
    const noticeMs = Math.min(NOTICE_MS, timeoutMs / 5);
    await sleep(noticeMs);
    const restMs = timeoutMs - noticeMs;
    const { shutdownCloseCode } = this.#options.config;
    const closed = [...this.#sockets].map((socket) => {
      socket.connection?.announceShutdown(retryAfterMs(timeoutMs));
      socket.close(shutdownCloseCode, 'shutdown');
      return new Promise((resolve) => void socket.once('close', resolve));
    });
    const timer = setTimeout(() => this.#cutOff(), restMs);
    await Promise.all([...closed, this.#options.others?.drain(restMs)]);
    clearTimeout(timer);
  }

  close(): void {
    this.#upgrades.stop();
    this.#upkeep.close();
    this.#stalls.close();
    this.#options.others?.close();
    this.#cutOff();
  }

  failed(): void {
    this.#options.services.metrics.count('socket/error');
  }

  overflowed(): void {
    this.#options.services.metrics.count('limit/connection');
  }

  closed(socket: ClientSocket, code: number): void {
    const { guard, log, metrics } = this.#options.services;
    this.#sockets.delete(socket);
    this.#refused.delete(socket);
    guard.closed(socket.address);
    metrics.closed(code);
    const { connection, openedAt } = socket;
    if (connection === null) return;
    connection.closed();
    const openMs = Math.round(performance.now() - openedAt);
    const { id, joined, address } = connection;
    const request = socket.request ?? nextRequestId();
    log.info({ request, peer: id, address, joined, code, openMs }, 'connection closed');
  }

  #cutOff(): void {
    for (const sockets of [this.#sockets, this.#refused]) {
      for (const socket of sockets) socket.terminate();
    }
  }

  #take({ request, stream, head, address, query }: Arrival): void {
    const { guard } = this.#options.services;
    const bearer = bearerOf(request.headers.authorization);
    const requestId = readRequestId(request.headers['x-request-id']);
    // The answer to the handshake and OPEN are one system call, if the id is claimed at once.
    this.writer.gather(stream);
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      // Whole numbers are kept in the object itself, others beside it.
      const openedAt = Math.trunc(performance.now());
      guard.opened(address);
      this.#sockets.add(socket);
      const plan = this.#upkeep.plan(openedAt);
      socket.attach({ owner: this, stream, address, request: requestId, openedAt, ...plan });
      this.#open(socket, query, bearer);
    });
  }

  #open(socket: ClientSocket, query: string, bearer: string | null): void {
    const { config, authenticator } = this.#options;
    const handshake = readHandshake(query, config.key, bearer !== null);
    if (!handshake.ok) return this.#refuse(socket, handshake.code);
    const { id, token } = handshake;
    if (this.#fullFor(id)) return this.#refuse(socket, 'server/full');
    const authentication = authenticator.authenticate(id, token, bearer);
    if (authentication instanceof Promise) {
      authentication.then(
        (later) => this.#claim(socket, id, later),
        (error: unknown) => this.#fail(socket, error),
      );
    } else {
      this.#claim(socket, id, authentication);
    }
  }

  #claim(socket: ClientSocket, id: string, authentication: Authentication): void {
    // It went while its token was checked: whoever has the id keeps it.
    if (!socket.listening) return;
    if (!authentication.ok) return this.#refuse(socket, authentication.code);
    // Who shook hands while this process was frozen is on another instance by now; a claim would take that place.
    if (this.#stalls.settling) {
      setTimeout(() => {
        if (socket.readyState === socket.OPEN) this.#claim(socket, id, authentication);
      }, SETTLE_MS);
      return;
    }
    const { services } = this.#options;
    const { owner, rooms } = authentication;
    const connection = new Connection({ id, address: socket.address, opens: rooms }, socket, services);
    services.realm.claim(id, owner, connection).then(
      (claim) => this.#claimed(socket, connection, claim),
      (error: unknown) => this.#fail(socket, error),
    );
  }

  #claimed(socket: ClientSocket, connection: Connection, claim: Claim): void {
    if (claim.outcome === 'taken') return this.#refuse(socket, 'id/taken', ID_TAKEN);
    this.#options.services.metrics.count('opened/peerjs');
    connection.opened(claim);
    socket.connect(connection);
    // It may have closed while its id was claimed.
    if (socket.readyState === socket.CLOSED) connection.closed();
  }

  /** Who comes back takes the place that it has. */
  #fullFor(id: string): boolean {
    if (this.#sockets.size <= this.#options.config.concurrentLimit) return false;
    for (const { connection } of this.#sockets) if (connection?.id === id) return false;
    return true;
  }

  #fail(socket: ClientSocket, error: unknown): void {
    logFailure(this.#options.services.log, 'opening a connection')(error);
    socket.close(CLOSE.failed);
  }

  #refuse(socket: ClientSocket, code: string, frame = errorFrame(code)): void {
    this.#options.services.metrics.refused(code);
    this.#sockets.delete(socket);
    if (socket.readyState !== socket.CLOSED) this.#refused.add(socket);
    socket.write(frame);
    socket.close(CLOSE.refused);
  }
}

/** Spreads the return of all clients, so that the next instance is not met by all of them at once. */
function retryAfterMs(spreadMs: number): number {
  return 250 + Math.round(Math.random() * spreadMs);
}
