import type { RateLimits } from '../config/config.ts';
import type { Budget, MessageVerdict } from '../ports.ts';
import { Recent } from './recent.ts';
import { Level, type Shared, Tally, WINDOW_MS } from './tally.ts';

export interface LimitSettings {
  readonly rateLimits: RateLimits;
  readonly connectionsPerIp: number;
}

export interface LimitsOptions extends LimitSettings {
  /** Epoch ms: instances have to agree on the windows. */
  readonly now?: () => number;
  /** Told each time that a shared count has changed, or was asked in vain. */
  readonly touch?: (count: Shared) => void;
}

interface Client {
  readonly handshakes: Tally;
  readonly messages: Tally;
  readonly open: Level;
}

/** Counts what connections, addresses and rooms do, and says when it is too much. What is refused is not counted. */
export class Limits {
  readonly #limits: RateLimits;
  readonly #connectionsPerIp: number;
  readonly #now: () => number;
  readonly #touch: (count: Shared) => void;
  readonly #connected = new Map<string, Client>();
  /** Addresses without a connection. */
  readonly #idle = new Recent<Client>();
  readonly #rooms = new Recent<Tally>();

  constructor({ rateLimits, connectionsPerIp, now = Date.now, touch = () => {} }: LimitsOptions) {
    this.#limits = rateLimits;
    this.#connectionsPerIp = connectionsPerIp;
    this.#now = now;
    this.#touch = touch;
  }

  get window(): number {
    return Math.floor(this.#now() / WINDOW_MS);
  }

  /** How many addresses and rooms are remembered. */
  get size(): number {
    return this.#connected.size + this.#idle.size + this.#rooms.size;
  }

  /** What has to be contributed to each window although it does not change. */
  levels(): readonly Level[] {
    return [...this.#connected.values()].map(({ open }) => open);
  }

  /** Whether one more connection from an address may come. */
  handshake(address: string): 'ok' | 'limit/handshakes' | 'limit/connections' {
    const { window } = this;
    const client = this.#clientAt(address, window);
    this.#touch(client.handshakes);
    this.#touch(client.open);
    if (!client.handshakes.isBelow(this.#limits.connectionsPer10s, window)) return 'limit/handshakes';
    if (!client.open.isBelow(this.#connectionsPerIp, window)) return 'limit/connections';
    client.handshakes.add(window);
    return 'ok';
  }

  opened(address: string): void {
    const client = this.#clientAt(address, this.window);
    this.#idle.forget(address);
    this.#connected.set(address, client);
    client.open.change(1);
    this.#touch(client.open);
  }

  closed(address: string): void {
    const client = this.#connected.get(address);
    if (client === undefined) return;
    client.open.change(-1);
    this.#touch(client.open);
    if (client.open.own > 0) return;
    this.#connected.delete(address);
    this.#idle.keep(address, client, this.window);
  }

  /** On a connection: `budget.levelAt` is its window, `budget.level` its messages in it. */
  message(budget: Budget, address: string): MessageVerdict {
    const { window } = this;
    if (budget.levelAt !== window) {
      budget.levelAt = window;
      budget.level = 0;
    }
    if (budget.level >= this.#limits.messagesPer10s) return 'limit/connection';
    if (!this.#takeMessage(address, window)) return 'limit/address';
    budget.level += 1;
    return 'ok';
  }

  /** Outside of a connection, as a request over HTTP is. */
  request(address: string): boolean {
    return this.#takeMessage(address, this.window);
  }

  room(name: string): boolean {
    const { window } = this;
    const tally = this.#rooms.use(name, window, () => new Tally(`room:${name}`));
    return this.#take(tally, this.#limits.roomMessagesPer10s, window);
  }

  #takeMessage(address: string, window: number): boolean {
    return this.#take(this.#clientAt(address, window).messages, this.#limits.ipMessagesPer10s, window);
  }

  #take(tally: Tally, limit: number, window: number): boolean {
    this.#touch(tally);
    const below = tally.isBelow(limit, window);
    if (below) tally.add(window);
    return below;
  }

  #clientAt(address: string, window: number): Client {
    return (
      this.#connected.get(address) ??
      this.#idle.use(address, window, () => ({
        handshakes: new Tally(`handshakes:${address}`),
        messages: new Tally(`messages:${address}`),
        open: new Level(`open:${address}`),
      }))
    );
  }
}
