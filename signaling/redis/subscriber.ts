import { backoffMs, type Connection, type NodeClient } from './connection.ts';
import type { Deadlines } from './deadlines.ts';
import { RedisFailure, type Subscription } from './port.ts';

type Listener = (message: Uint8Array) => void;

interface Channel {
  readonly name: string;
  readonly listeners: Set<Listener>;
  readonly receive: (message: Buffer) => void;
  /** The one whose messages come; `null` while none do. */
  server: Server | null;
  /** Changes of one channel are made one after the other. */
  work: Promise<void>;
}

/** A connection to one server, for channels only. It lives once: what breaks is replaced. */
interface Server {
  readonly name: string;
  readonly client: NodeClient;
  readonly connected: Promise<unknown>;
}

/**
 * Listens on channels. node-redis could do that over reconnects and for clusters, but a subscription that fails
 * meanwhile is lost there without a word, or ends the process by a rejection that nobody sees.
 */
export class Subscriber {
  readonly #deadlines: Deadlines;
  /** Told when something that was listened to is not, and when all is again. */
  readonly #onChange: () => void;
  readonly #channels = new Map<string, Channel>();
  readonly #servers = new Map<string, Server>();
  #connection: Connection | null = null;
  #retry: NodeJS.Timeout | null = null;
  #attempt = 0;
  /** Those that are to be listened to and are not, except the ones that were just asked for. */
  readonly #missing = new Set<Channel>();

  constructor(deadlines: Deadlines, onChange: () => void) {
    this.#deadlines = deadlines;
    this.#onChange = onChange;
  }

  /** Whether every channel is listened to, except those that were just asked for. */
  get complete(): boolean {
    return this.#missing.size === 0;
  }

  subscribe(name: string, listener: Listener): Subscription {
    const channel = this.#channels.get(name) ?? createChannel(name);
    this.#channels.set(name, channel);
    channel.listeners.add(listener);
    const ready = this.#ready(channel);
    // Whoever does not wait for it learns from `onRecovered`.
    ready.catch(() => undefined);
    const stop = (): void => {
      channel.listeners.delete(listener);
      if (channel.listeners.size === 0) void this.#settle(channel);
    };
    return { ready, stop };
  }

  /** Listens by way of another connection; `null`: there is none. */
  use(connection: Connection | null): void {
    this.#connection = connection;
    for (const server of this.#servers.values()) this.#drop(server);
    if (connection !== null) this.#settleAll();
  }

  /** Finds out about servers that no longer answer, and channels that moved. */
  async check(): Promise<void> {
    for (const channel of this.#channels.values()) {
      const { server } = channel;
      if (server === null) continue;
      const now = this.#connection?.serverOf(channel.name) ?? server.name;
      if (now !== server.name) this.#lose(channel);
    }
    await Promise.all([...this.#servers.values()].map((server) => this.#ping(server)));
  }

  async #ping(server: Server): Promise<void> {
    try {
      await this.#deadlines.limit(server.connected.then(() => server.client.ping()));
    } catch {
      this.#drop(server);
    }
  }

  #settleAll(): void {
    for (const channel of this.#channels.values()) if (channel.server === null) void this.#settle(channel);
  }

  /** Makes a channel what it should be now. Never rejects: what fails is tried again later. */
  #settle(channel: Channel): Promise<void> {
    channel.work = channel.work.then(() => this.#settleNow(channel));
    return channel.work;
  }

  async #settleNow(channel: Channel): Promise<void> {
    if (channel.listeners.size === 0) return this.#end(channel);
    if (channel.server === null) await this.#begin(channel);
  }

  async #ready(channel: Channel): Promise<void> {
    await this.#settle(channel);
    if (channel.server === null) throw new RedisFailure(`not subscribed to ${channel.name} yet`, 'no');
  }

  async #begin(channel: Channel): Promise<void> {
    const connection = this.#connection;
    const name = connection?.serverOf(channel.name) ?? null;
    if (connection === null || name === null) return this.#miss(channel);
    const server = this.#open(connection, name);
    try {
      await this.#deadlines.limit(
        server.connected.then(() => server.client.sSubscribe(channel.name, channel.receive, true)),
      );
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('MOVED')) {
        // The cluster client follows it, and knows better next time.
        await connection.send(channel.name, ['EXISTS', channel.name], false).catch(() => undefined);
      } else this.#drop(server);
      return this.#miss(channel);
    }
    if (this.#servers.get(name) !== server) return this.#miss(channel);
    channel.server = server;
    this.#missing.delete(channel);
    if (this.#missing.size === 0) this.#attempt = 0;
    this.#onChange();
  }

  #end(channel: Channel): void {
    const { server } = channel;
    this.#channels.delete(channel.name);
    this.#missing.delete(channel);
    channel.server = null;
    this.#onChange();
    if (server !== null) leave(server, channel).catch(() => this.#drop(server));
  }

  #open(connection: Connection, name: string): Server {
    const known = this.#servers.get(name);
    if (known !== undefined) return known;
    const client = connection.subscriber(name);
    const server: Server = { name, client, connected: client.connect() };
    server.connected.catch(() => this.#drop(server));
    client.on('error', () => this.#drop(server));
    client.on('sharded-channel-moved', (moved: string) => {
      const channel = this.#channels.get(moved);
      if (channel?.server === server) this.#lose(channel);
    });
    this.#servers.set(name, server);
    return server;
  }

  #lose(channel: Channel): void {
    // In vain where the server ended it, or is gone.
    if (channel.server !== null) leave(channel.server, channel).catch(() => undefined);
    channel.server = null;
    this.#miss(channel);
  }

  #drop(server: Server): void {
    if (this.#servers.get(server.name) !== server) return;
    this.#servers.delete(server.name);
    server.client.destroy();
    for (const channel of this.#channels.values()) {
      if (channel.server !== server) continue;
      channel.server = null;
      this.#miss(channel);
    }
  }

  #miss(channel: Channel): void {
    if (channel.listeners.size === 0) return;
    this.#missing.add(channel);
    this.#onChange();
    if (this.#connection === null || this.#retry !== null) return;
    this.#retry = setTimeout(() => {
      this.#retry = null;
      this.#settleAll();
    }, backoffMs(this.#attempt)).unref();
    this.#attempt += 1;
  }

  close(): void {
    this.use(null);
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#channels.clear();
  }
}

function createChannel(name: string): Channel {
  const listeners = new Set<Listener>();
  const receive = (message: Buffer): void => {
    for (const listener of listeners) listener(message);
  };
  return { name, listeners, receive, server: null, work: Promise.resolve() };
}

/** With the listener: without it, node-redis mixes this up with a subscription that follows at once. */
function leave(server: Server, { name, receive }: Channel): Promise<void> {
  return server.client.sUnsubscribe(name, receive, true);
}
