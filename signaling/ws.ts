/** WebSockets: from the upgrade to the close. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Config } from './config.ts';
import { CLOSE, Connection, type Services } from './connection.ts';
import { errorFrame, ID_TAKEN } from './frames.ts';
import { readHandshake } from './handshake.ts';
import { logFailure } from './log.ts';
import { HANDSHAKE_ERRORS } from './protocol/index.ts';

/**
 * Pings in an alive timeout. A socket is dead when so many in a row had no answer: counted, and not timed, so that a
 * service that was itself held up for a while does not take everybody for dead.
 */
const PINGS_PER_TIMEOUT = 3;

/** A client's connection and its socket. */
interface Client {
  readonly connection: Connection;
  readonly socket: WebSocket;
  readonly openedAt: number;
  /** Pings since anything last came from it. */
  unanswered: number;
}

export class Sockets {
  readonly #config: Config;
  readonly #services: Services;
  readonly #server: WebSocketServer;
  readonly #clients = new Set<Client>();
  readonly #pings: NodeJS.Timeout;
  #draining = false;

  constructor(server: Server, config: Config, services: Services) {
    this.#config = config;
    this.#services = services;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: config.messageMaxBytes,
      // A compression context a client costs far more memory than its few short messages save.
      perMessageDeflate: false,
    });
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#pings = setInterval(() => this.#pingAll(), config.aliveTimeoutMs / PINGS_PER_TIMEOUT);
  }

  /**
   * Takes nobody new, tells everybody to go and waits until they have.
   *
   * @param timeoutMs sockets that are still open after it are cut off
   */
  async drain(timeoutMs: number): Promise<void> {
    this.#draining = true;
    const sockets = [...this.#server.clients];
    const closed = Promise.all(
      sockets.map((socket) => new Promise((resolve) => void socket.once('close', resolve))),
    );
    for (const { connection } of this.#clients) connection.announceShutdown(retryAfterMs(timeoutMs));
    for (const socket of sockets) socket.close(CLOSE.shutdown, 'shutdown');
    const timer = setTimeout(() => this.#cutOff(), timeoutMs);
    await closed;
    clearTimeout(timer);
  }

  close(): void {
    this.#draining = true;
    clearInterval(this.#pings);
    this.#cutOff();
  }

  #cutOff(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = request.url ?? '';
    const mark = url.includes('?') ? url.indexOf('?') : url.length;
    if (url.slice(0, mark) !== `${this.#config.path}peerjs`) return refuseUpgrade(socket, '404 Not Found');
    if (this.#draining) return refuseUpgrade(socket, '503 Service Unavailable');
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#open(webSocket, url.slice(mark)).catch((error: unknown) => {
        logFailure(this.#services.log, 'opening a connection')(error);
        webSocket.terminate();
      });
    });
  }

  async #open(socket: WebSocket, query: string): Promise<void> {
    // ws closes a socket after an error by itself; without a listener the error would end the process.
    socket.on('error', () => this.#services.counters.count('socket/error'));
    const handshake = readHandshake(query, this.#config.key);
    if (!handshake.ok) return refuse(socket, errorFrame(handshake.error));
    const { id, token } = handshake;
    if (this.#fullFor(id)) return refuse(socket, errorFrame(HANDSHAKE_ERRORS.full));

    const connection = new Connection(id, socket, this.#services);
    // Nothing that the client says meanwhile is lost, nor read too early.
    socket.pause();
    const claim = await this.#services.realm.claim(id, token, connection);
    socket.resume();
    if (claim.outcome === 'taken') return refuse(socket, ID_TAKEN);
    connection.opened(claim);
    this.#follow({ connection, socket, openedAt: performance.now(), unanswered: 0 });
  }

  /** Who comes back takes the place that it has. */
  #fullFor(id: string): boolean {
    if (this.#clients.size < this.#config.concurrentLimit) return false;
    for (const { connection } of this.#clients) if (connection.id === id) return false;
    return true;
  }

  #follow(client: Client): void {
    const { connection, socket } = client;
    this.#clients.add(client);
    socket.on('message', (data, isBinary) => {
      client.unanswered = 0;
      if (isBinary) connection.reject('frame/unreadable');
      else connection.handle(textOf(data));
    });
    socket.on('pong', () => {
      client.unanswered = 0;
    });
    socket.on('close', (code) => this.#forget(client, code));
    // It may have closed while its id was claimed.
    if (socket.readyState === socket.CLOSED) this.#forget(client, 1006);
  }

  #forget(client: Client, code: number): void {
    const { connection, openedAt } = client;
    this.#clients.delete(client);
    connection.closed();
    const openMs = Math.round(performance.now() - openedAt);
    this.#services.log.info(
      { peer: connection.id, joined: connection.joined, code, openMs },
      'connection closed',
    );
  }

  #pingAll(): void {
    for (const client of this.#clients) {
      if (client.unanswered < PINGS_PER_TIMEOUT) {
        client.unanswered += 1;
        client.socket.ping();
        continue;
      }
      this.#services.counters.count('socket/dead');
      client.socket.terminate();
    }
  }
}

function textOf(data: RawData): string {
  // With the default `binaryType` ws gives one Buffer.
  return Buffer.isBuffer(data) ? data.toString() : '';
}

function refuse(socket: WebSocket, frame: string): void {
  socket.send(frame);
  socket.close(CLOSE.refused);
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Spreads the return of all clients, so that the next instance is not met by all of them at once. */
function retryAfterMs(spreadMs: number): number {
  return 250 + Math.round(Math.random() * spreadMs);
}
