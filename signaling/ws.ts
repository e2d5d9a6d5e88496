/** WebSockets: from the upgrade to the close. */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Server as ServerOf, WebSocketServer } from 'ws';
import { ClientSocket, type SocketOwner } from './client-socket.ts';
import type { Config } from './config/index.ts';
import { CLOSE, Connection, type Services } from './connection.ts';
import { errorFrame, ID_TAKEN } from './frames.ts';
import { readHandshake } from './handshake.ts';
import { bearerOf } from './identity/index.ts';
import { logFailure } from './log.ts';
import type { Authentication, Authenticator, UpgradeHandler } from './ports.ts';
import type { Claim } from './realm/index.ts';
import { nextRequestId, readRequestId } from './request-id.ts';
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

export class Sockets implements SocketOwner {
  readonly writer = new Writer();
  readonly #options: SocketsOptions;
  readonly #path: string;
  readonly #server: ServerOf<typeof ClientSocket>;
  readonly #sockets = new Set<ClientSocket>();
  /** Those that were told no, until they are closed. They take nobody's place. */
  readonly #refused = new Set<ClientSocket>();
  readonly #upkeep: Upkeep;
  #draining = false;

  constructor(options: SocketsOptions) {
    const { config, server, services } = options;
    this.#options = options;
    this.#path = `${config.path}peerjs`;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      WebSocket: ClientSocket,
      autoPong: false,
      maxPayload: config.messageMaxBytes,
      // A compression context a client costs far more memory than its few short messages save.
      perMessageDeflate: false,
      // A browser that asks for one gives up when it is not answered.
      handleProtocols: (offered) => config.subprotocol ?? [...offered][0] ?? false,
    });
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
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
    this.#draining = true;
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
    this.#draining = true;
    this.#upkeep.close();
    this.#options.others?.close();
    this.#cutOff();
  }

  failed(): void {
    this.#options.services.metrics.count('socket/error');
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

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { services, others } = this.#options;
    // Every server of Node's own gives one; the types leave it open for others.
    if (!(stream instanceof Socket)) return void stream.destroy();
    const url = request.url ?? '';
    const mark = url.includes('?') ? url.indexOf('?') : url.length;
    const isPeer = url.slice(0, mark) === this.#path;
    if (!isPeer && others?.wants(url) !== true) return refuseUpgrade(stream, 404, 'path/unknown');
    if (this.#draining) return refuseUpgrade(stream, 503, 'server/draining');
    const admission = services.guard.admit(request);
    if (!admission.ok) {
      services.metrics.refused(admission.code);
      return refuseUpgrade(stream, admission.status, admission.code);
    }
    const { address } = admission;
    if (!isPeer) return this.#passOn(request, stream, head, address);
    const bearer = bearerOf(request.headers.authorization);
    const requestId = readRequestId(request.headers['x-request-id']);
    // The answer to the handshake and OPEN are one system call, if the id is claimed at once.
    this.writer.gather(stream);
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      // Whole numbers are kept in the object itself, others beside it.
      const openedAt = Math.trunc(performance.now());
      services.guard.opened(address);
      this.#sockets.add(socket);
      socket.attach({
        owner: this,
        stream,
        address,
        request: requestId,
        openedAt,
        ...this.#upkeep.plan(openedAt),
      });
      this.#open(socket, url.slice(mark), bearer);
    });
  }

  #passOn(request: IncomingMessage, stream: Socket, head: Buffer, address: string): void {
    const { guard } = this.#options.services;
    guard.opened(address);
    stream.once('close', () => guard.closed(address));
    this.#options.others?.upgrade(request, stream, head, address);
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
    if (!authentication.ok) return this.#refuse(socket, authentication.code);
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

/** Says no over HTTP, before there is a WebSocket. */
function refuseUpgrade(stream: Duplex, status: number, code: string): void {
  const body = JSON.stringify({ code });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ];
  stream.on('error', () => stream.destroy());
  stream.once('finish', () => stream.destroy());
  stream.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Spreads the return of all clients, so that the next instance is not met by all of them at once. */
function retryAfterMs(spreadMs: number): number {
  return 250 + Math.round(Math.random() * spreadMs);
}
