import type { ClientSocket } from './client-socket.ts';
import { CLOSE } from './close-codes.ts';

export interface UpkeepOptions {
  /** A socket is pinged so often, ms. */
  readonly heartbeatIntervalMs: number;
  /** A socket that gave no sign of life for so long is dead, ms. */
  readonly aliveTimeoutMs: number;
  /** From the upgrade to the claimed id, ms. */
  readonly handshakeTimeoutMs: number;
  /** A connection is let go at this age. */
  readonly maxConnectionSeconds: number;
  readonly onDead: () => void;
}

/** How often everybody is looked at, ms; more often when the heartbeat is short. */
const SWEEP_MS = 1000;

/** A client that does not stop talking is let go all the same, after its age by so much, ms. */
const RENEW_PATIENCE_MS = 10_000;

/**
 * Pings sockets, cuts off those that are dead or never finish their handshake, and lets the old ones go: one timer for
 * all of them.
 */
export class Upkeep {
  readonly #sockets: ReadonlySet<ClientSocket>;
  readonly #options: UpkeepOptions;
  readonly #pingMs: number;
  /**
   * A socket is dead when so many pings had no answer: counted, and not timed, so that a service that was itself
   * held up for a while does not take everybody for dead.
   */
  readonly #pingsMax: number;
  readonly #timer: NodeJS.Timeout;

  constructor(sockets: ReadonlySet<ClientSocket>, options: UpkeepOptions) {
    this.#sockets = sockets;
    this.#options = options;
    this.#pingMs = Math.trunc(Math.min(options.heartbeatIntervalMs, options.aliveTimeoutMs / 2));
    this.#pingsMax = Math.max(Math.floor(options.aliveTimeoutMs / this.#pingMs), 1);
    this.#timer = setInterval(
      () => this.#sweep(Math.trunc(performance.now())),
      Math.min(this.#pingMs / 4, SWEEP_MS),
    );
  }

  /** When a socket that opens now is pinged first, and when it is old: up to a tenth early, so that not all come back at once. */
  plan(now: number): { readonly pingAt: number; readonly endsAt: number } {
    const ageMs = this.#options.maxConnectionSeconds * 1000 * (1 - Math.random() / 10);
    return { pingAt: now + this.#pingMs, endsAt: Math.trunc(now + ageMs) };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #sweep(now: number): void {
    for (const socket of this.#sockets) {
      if (socket.connection === null && now - socket.openedAt > this.#options.handshakeTimeoutMs) {
        socket.terminate();
      } else if (now >= socket.pingAt) {
        this.#ping(socket, now);
      }
      if (now >= socket.endsAt) renew(socket, now);
    }
  }

  #ping(socket: ClientSocket, now: number): void {
    if (socket.heard()) socket.unanswered = 0;
    if (socket.unanswered >= this.#pingsMax) {
      this.#options.onDead();
      return socket.terminate();
    }
    socket.pingAt = now + this.#pingMs;
    socket.unanswered += 1;
    if (socket.listening) socket.ping();
  }
}

/** The client is told first, and let go once it is quiet for a moment. */
function renew(socket: ClientSocket, now: number): void {
  const { connection } = socket;
  if (connection === null) return;
  if (!connection.leaving) return connection.renew();
  if (socket.heard() && now - socket.endsAt < RENEW_PATIENCE_MS) return;
  socket.close(CLOSE.renewed, 'renew');
}
