/** Two clients that mean well, and must go on reaching each other whatever others do. */
import { once } from 'node:events';
import { WebSocket } from 'ws';

/** Longest time that a message between them may take, ms. */
const PATIENCE_MS = 5000;

export class Pair {
  readonly #message: (nonce: string) => object;
  readonly #sockets: readonly WebSocket[];
  readonly #nonces: string[] = [];
  #sent = 0;

  /**
   * @param urls of the two, with their ids or their room
   * @param message one from the first to the second that carries a nonce
   */
  constructor(urls: readonly [string, string], message: (nonce: string) => object) {
    this.#message = message;
    this.#sockets = urls.map((url) => new WebSocket(url));
    this.#sockets[1]?.on('message', (data: Buffer) => {
      const nonce = /nonce-\d+/.exec(data.toString())?.[0];
      if (nonce !== undefined) this.#nonces.push(nonce);
    });
  }

  async open(): Promise<void> {
    // Both protocols say something at once when a client is in.
    await Promise.all(this.#sockets.map((socket) => once(socket, 'message')));
  }

  /** @throws when the message does not arrive */
  async exchange(): Promise<void> {
    const [first, second] = this.#sockets;
    if (first === undefined || second === undefined) return;
    this.#sent += 1;
    const nonce = `nonce-${this.#sent}`;
    first.send(JSON.stringify(this.#message(nonce)));
    const signal = AbortSignal.timeout(PATIENCE_MS);
    while (!this.#nonces.includes(nonce)) await once(second, 'message', { signal });
    this.#nonces.length = 0;
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate();
  }
}
