/** A way to a UDP server that a story can silence: nothing is closed, the packets just stop, as in a tunnel. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

const LOOPBACK = '127.0.0.1';

/**
 * Stands between browsers and a server on this machine, and passes datagrams on both ways: each of a browser's sockets
 * gets one of its own to the server, so that the server tells them apart by their ports as it would without.
 */
export class QuietPath {
  /** Datagrams that went through, both ways. */
  passed = 0;
  /** Datagrams that were swallowed, both ways. */
  swallowed = 0;
  readonly #front: Socket;
  readonly #serverPort: number;
  readonly #backs = new Map<number, Socket>();
  #silent = false;

  private constructor(front: Socket, serverPort: number) {
    this.#front = front;
    this.#serverPort = serverPort;
    front.on('message', (datagram, { port }) => {
      if (this.#lets()) this.#back(port).send(datagram, this.#serverPort, LOOPBACK);
    });
  }

  static async to(serverPort: number): Promise<QuietPath> {
    const front = createSocket('udp4');
    front.bind(0, LOOPBACK);
    await once(front, 'listening');
    return new QuietPath(front, serverPort);
  }

  /** What browsers are to talk to instead of the server: `host:port`. */
  get address(): string {
    return `${LOOPBACK}:${this.#front.address().port}`;
  }

  /** From now on no datagram passes, in either direction, and nobody is told. */
  silence(): void {
    this.#silent = true;
  }

  /** Datagrams pass again; those of the silence are lost. */
  restore(): void {
    this.#silent = false;
  }

  close(): void {
    for (const socket of [this.#front, ...this.#backs.values()]) socket.close();
  }

  #lets(): boolean {
    if (this.#silent) this.swallowed += 1;
    else this.passed += 1;
    return !this.#silent;
  }

  /** The socket to the server that stands for a browser's own, known by its port. */
  #back(clientPort: number): Socket {
    const known = this.#backs.get(clientPort);
    if (known !== undefined) return known;
    const back = createSocket('udp4').bind(0, LOOPBACK);
    this.#backs.set(clientPort, back);
    back.on('message', (datagram) => {
      if (this.#lets()) this.#front.send(datagram, clientPort, LOOPBACK);
    });
    return back;
  }
}

/** Silences the paths for `ms`, or for as long as `meanwhile` takes on a busy machine, and restores them. */
export async function silenced(
  paths: readonly QuietPath[],
  ms: number,
  meanwhile: () => Promise<void>,
): Promise<void> {
  for (const path of paths) path.silence();
  await Promise.all([meanwhile(), setTimeout(ms)]);
  for (const path of paths) path.restore();
}
