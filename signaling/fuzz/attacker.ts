/** A client that sends whatever it is given, and comes back when it is thrown out. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { FuzzFrame } from './frames.ts';

/** Longest time that the service may take for anything, ms: far more than a busy machine needs. */
const PATIENCE_MS = 20_000;

const PING_AGAIN_MS = 200;

/** How much of each frame a failure shows, in characters. */
const SHOWN = 200;

export class Attacker {
  readonly #url: string;
  readonly #first: readonly string[];
  /** What was sent since the service last answered. */
  readonly #sent: FuzzFrame[] = [];
  #socket: WebSocket | null = null;

  /** @param first what it says first of all on each connection */
  constructor(url: string, first: readonly string[] = []) {
    this.#url = url;
    this.#first = first;
  }

  /** Connects unless it is connected. */
  async open(): Promise<void> {
    if (this.#socket?.readyState === WebSocket.OPEN) return;
    await this.close();
    const socket = new WebSocket(this.#url);
    socket.on('error', () => {});
    this.#socket = socket;
    await this.#until(['open']);
    for (const text of this.#first) socket.send(text);
  }

  send(frame: FuzzFrame): void {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send(frame.data, { binary: frame.binary });
    this.#sent.push(frame);
  }

  /** Waits until the service has read everything, or has thrown it out. */
  async settle(): Promise<void> {
    const socket = this.#socket;
    if (socket?.readyState === WebSocket.OPEN) {
      socket.ping();
      // The service owes no pong to a client for which much waits to be read: asked again, it answers.
      const again = setInterval(() => socket.ping(), PING_AGAIN_MS);
      await this.#until(['pong', 'close']).finally(() => clearInterval(again));
    }
    this.#sent.length = 0;
  }

  /** Says goodbye, or vanishes. */
  async close(how: 'close' | 'terminate' = 'terminate'): Promise<void> {
    const socket = this.#socket;
    if (socket === null || socket.readyState === WebSocket.CLOSED) return;
    socket[how]();
    await this.#until(['close']);
  }

  /** @throws what was sent, when none of the events comes */
  async #until(events: readonly string[]): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return;
    const settled = new AbortController();
    const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(PATIENCE_MS)]);
    try {
      await Promise.race(events.map((event) => once(socket, event, { signal })));
    } catch (error) {
      const frames = this.#sent.map(({ data }) => JSON.stringify(String(data).slice(0, SHOWN)));
      throw new Error(`no ${events.join(', no ')} after\n${frames.join('\n')}`, { cause: error });
    } finally {
      settled.abort();
    }
  }
}
