/** Upgrades of HTTP: which of them become WebSockets, and whose. */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Metrics } from './metrics/index.ts';
import type { Guard, UpgradeHandler } from './ports.ts';

/** A client that the guard has let in. */
export interface Arrival {
  readonly request: IncomingMessage;
  readonly stream: Socket;
  readonly head: Buffer;
  readonly address: string;
  /** What follows the path, with its `?`. */
  readonly query: string;
}

export interface UpgradesOptions {
  readonly server: Server;
  /** Of the WebSockets of PeerJS. */
  readonly path: string;
  readonly guard: Guard;
  readonly metrics: Metrics;
  readonly onPeer: (arrival: Arrival) => void;
  /** WebSockets that are not PeerJS's. */
  readonly others: UpgradeHandler | null;
}

export class Upgrades {
  readonly #options: UpgradesOptions;
  #stopped = false;

  constructor(options: UpgradesOptions) {
    this.#options = options;
    options.server.on('upgrade', (request, stream, head) => this.#upgrade(request, stream, head));
  }

  /** Nobody new comes any more. */
  stop(): void {
    this.#stopped = true;
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { path, guard, metrics, onPeer, others } = this.#options;
    // Every server of Node's own gives one; the types leave it open for others.
    if (!(stream instanceof Socket)) return void stream.destroy();
    const url = request.url ?? '';
    const mark = url.includes('?') ? url.indexOf('?') : url.length;
    const isPeer = url.slice(0, mark) === path;
    if (!isPeer && others?.wants(url) !== true) return refuse(stream, 404, 'path/unknown');
    if (this.#stopped) return refuse(stream, 503, 'server/draining');
    const admission = guard.admit(request);
    if (!admission.ok) {
      metrics.refused(admission.code);
      return refuse(stream, admission.status, admission.code);
    }
    const { address } = admission;
    if (isPeer) return onPeer({ request, stream, head, address, query: url.slice(mark) });
    guard.opened(address);
    stream.once('close', () => guard.closed(address));
    others?.upgrade(request, stream, head, address);
  }
}

/** Says no over HTTP, before there is a WebSocket. */
function refuse(stream: Duplex, status: number, code: string): void {
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
