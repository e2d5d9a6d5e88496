/** A line between two programs on this machine that a test can cut, stall, slow down and lead elsewhere. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform, type TransformCallback } from 'node:stream';

const LOOPBACK = '127.0.0.1';

/**
 * `pass` · `cut`: connections break, new ones too · `stall`: nothing goes through, not even the end of a connection,
 * as where a network drops all packets; what was said meanwhile arrives when it heals, as TCP's repeated packets do.
 */
type State = 'pass' | 'cut' | 'stall';

export class TcpProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #upstream: number;
  #state: State = 'pass';
  #delayMs = 0;
  /** Called when the state is no longer `stall`. */
  #waiting: (() => void)[] = [];

  private constructor(server: Server, port: number, upstream: number) {
    this.#server = server;
    this.port = port;
    this.#upstream = upstream;
    server.on('connection', (socket) => this.#accept(socket));
  }

  /** @param upstream port of a server at 127.0.0.1 */
  static async open(upstream: number): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    return new TcpProxy(server, await listening(server), upstream);
  }

  cut(): void {
    this.#enter('cut');
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  stall(): void {
    this.#enter('stall');
  }

  /** @param ms that every byte takes longer, in each direction */
  slow(ms: number): void {
    this.#delayMs = ms;
    this.#enter('pass');
  }

  /** Everything passes again, at once. */
  heal(): void {
    this.slow(0);
  }

  /** From now on the line leads to another server; connections to the old one break. */
  redirect(upstream: number): void {
    this.#upstream = upstream;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** For how long a byte that comes now is held back, ms. */
  get delayMs(): number {
    return this.#delayMs;
  }

  /** Waits while the line is stalled, and at least until `dueAt` on the clock of `performance`. */
  async passage(dueAt: number): Promise<void> {
    const leftMs = dueAt - performance.now();
    if (leftMs > 0) await new Promise((resolve) => void setTimeout(resolve, leftMs));
    while (this.#state === 'stall') await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #enter(state: State): void {
    this.#state = state;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  #accept(client: Socket): void {
    this.#follow(client);
    if (this.#state === 'cut') return void client.resetAndDestroy();
    const server = connect({ port: this.#upstream, host: LOOPBACK, allowHalfOpen: true, noDelay: true });
    this.#follow(server);
    for (const [from, to] of [[client, server] as const, [server, client] as const]) {
      from.pipe(new Gate(this)).pipe(to);
      // An orderly end comes through the gate; this is a broken connection, which the other side learns of likewise.
      from.on('error', () => void this.passage(0).then(() => to.resetAndDestroy()));
    }
  }

  #follow(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

/** One direction of one connection. */
class Gate extends Transform {
  readonly #proxy: TcpProxy;
  #last: Promise<void> = Promise.resolve();

  constructor(proxy: TcpProxy) {
    super();
    this.#proxy = proxy;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    // On a slow line more is under way at once; otherwise the sender waits, as it does for full buffers.
    const isSlow = this.#proxy.delayMs > 0;
    this.#last = this.#pass(chunk, this.#last, isSlow ? () => undefined : done);
    if (isSlow) done();
  }

  override _flush(done: TransformCallback): void {
    this.#last = this.#pass(null, this.#last, done);
  }

  /** Nothing goes on before what came earlier. */
  async #pass(chunk: Buffer | null, earlier: Promise<void>, done: () => void): Promise<void> {
    const dueAt = performance.now() + this.#proxy.delayMs;
    await earlier;
    await this.#proxy.passage(dueAt);
    if (chunk !== null) this.push(chunk);
    done();
  }
}

/** Lets a server listen on a port of this machine, any free one for 0, and says which. */
export async function listening(server: Server, port = 0): Promise<number> {
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}
