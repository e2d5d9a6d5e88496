/** What stands before several instances: a TCP load balancer that gives each new connection to the next one. */
import { get } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { listening } from './proxy.ts';

/** How often each instance is asked whether it serves, and how long it may take, ms. */
const PROBE_EVERY_MS = 200;
const PROBE_TIMEOUT_MS = 500;

/** The first bytes of a WebSocket handshake, which fit one packet here. */
const HANDSHAKE = /^upgrade:\s*websocket/im;

interface Upstream {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  serving: boolean;
}

/**
 * WebSockets are counted apart from other connections: of two players that come one after the other, each is on
 * another instance, however many connections their browsers open for the page itself.
 */
export class RoundRobinProxy {
  readonly url: string;
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #upstreams: readonly Upstream[];
  readonly #probes: NodeJS.Timeout;
  readonly #turns = { webSocket: 0, other: 0 };

  private constructor(server: Server, port: number, upstreams: readonly Upstream[]) {
    this.#server = server;
    this.#upstreams = upstreams;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#probes = setInterval(() => void this.#probeAll(), PROBE_EVERY_MS);
    server.on('connection', (socket) => this.#accept(socket));
  }

  /**
   * @param urls of the instances, for instance `http://127.0.0.1:40123`
   * @param port to listen on; any free one for 0
   */
  static async open(urls: readonly string[], port = 0): Promise<RoundRobinProxy> {
    const upstreams = urls.map((url) => {
      const { hostname, port: upstreamPort } = new URL(url);
      return { url, host: hostname, port: Number(upstreamPort), serving: true };
    });
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    const proxy = new RoundRobinProxy(server, await listening(server, port), upstreams);
    await proxy.#probeAll();
    return proxy;
  }

  /** Takes nobody new. What goes through already goes on. */
  stopListening(): void {
    clearInterval(this.#probes);
    this.#server.close();
  }

  async close(): Promise<void> {
    this.stopListening();
    for (const socket of this.#sockets) socket.destroy();
    // Called back, with an error, when it was closed before, too.
    await new Promise<void>((resolve) => void this.#server.close(() => resolve()));
  }

  async #probeAll(): Promise<void> {
    await Promise.all(
      this.#upstreams.map(async (upstream) => {
        upstream.serving = await serves(upstream.url);
      }),
    );
  }

  #accept(client: Socket): void {
    this.#follow(client);
    client.once('data', (head) => {
      client.pause();
      const kind = HANDSHAKE.test(head.toString('latin1')) ? 'webSocket' : 'other';
      this.#give(client, head, this.#inTurn(kind));
    });
  }

  /** Those that serve, beginning with the one whose turn it is. */
  #inTurn(kind: 'webSocket' | 'other'): readonly Upstream[] {
    const turn = this.#turns[kind];
    this.#turns[kind] += 1;
    const start = turn % this.#upstreams.length;
    const inTurn = [...this.#upstreams.slice(start), ...this.#upstreams.slice(0, start)];
    return inTurn.filter(({ serving }) => serving);
  }

  /** Goes on to the next one when an instance takes no connection; breaks the client's when none does. */
  #give(client: Socket, head: Buffer, [upstream, ...others]: readonly Upstream[]): void {
    if (upstream === undefined || client.destroyed) return void client.destroy();
    const { host, port } = upstream;
    const server = connect({ host, port, allowHalfOpen: true, noDelay: true });
    this.#follow(server);
    const refused = (): void => this.#give(client, head, others);
    server.once('error', refused);
    server.once('connect', () => {
      server.off('error', refused);
      server.write(head);
      client.pipe(server).pipe(client);
      client.once('close', () => server.destroy());
      server.once('close', () => client.destroy());
    });
  }

  #follow(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

/** Whether an instance says that it takes clients. One that is gone, or frozen, does not. */
function serves(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(`${url}/serving`, { timeout: PROBE_TIMEOUT_MS, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('close', () => resolve(false));
    request.once('error', () => resolve(false));
  });
}
