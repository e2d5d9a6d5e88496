import { createHash } from 'node:crypto';
import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import { backoffMs, connect, type Connection } from './connection.ts';
import { Deadlines } from './deadlines.ts';
import { DisconnectedError, isOutage, isUnknownScript, toFailure } from './failures.ts';
import type { Argument, Redis, RedisObserver, RedisTls, Script, Subscription } from './port.ts';
import { Subscriber } from './subscriber.ts';

/** How often is it found out whether Redis works, ms. */
const CHECK_MS = 1000;

/** What is written to find it out is gone after this time, ms. */
const PROBE_MS = 10_000;

export interface RedisOptions {
  /** For instance `['redis://localhost:6379']`, `rediss:` with TLS. Several are nodes of one cluster. */
  readonly urls: readonly string[];
  /** Unless given, the public authorities and the name. */
  readonly tls?: RedisTls;
  /** Longest wait for a reply, ms. */
  readonly commandTimeoutMs: number;
  /** So many failures in a row open the circuit breaker. */
  readonly errorThreshold: number;
  /** How long nothing is sent then, ms. */
  readonly openMs: number;
  readonly observer?: RedisObserver;
  readonly log?: RedisLog;
}

export interface RedisLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/**
 * A connection is used for as long as it works. When it breaks, another is made at once, with growing pauses; when it
 * only does not answer, or not well, the circuit breaker opens, and another is made after `openMs`. A
 * new one is used once something could be written with it, and has a closed breaker.
 */
export class RedisClient implements Redis {
  readonly #options: RedisOptions;
  readonly #deadlines: Deadlines;
  readonly #subscriber: Subscriber;
  readonly #listeners = new Set<() => void>();
  readonly #hashes = new Map<Script, string>();
  #connection: Connection | null = null;
  #breaker: ReturnType<typeof circuitBreaker>;
  #timer: NodeJS.Timeout | null = null;
  #checks: NodeJS.Timeout;
  #attempt = 0;
  #writable = false;
  #usable = false;
  #closed = false;

  private constructor(options: RedisOptions) {
    this.#options = options;
    this.#deadlines = new Deadlines(options.commandTimeoutMs);
    this.#subscriber = new Subscriber(this.#deadlines, () => this.#changed());
    this.#breaker = this.#createBreaker();
    this.#checks = setInterval(() => void this.#check(), CHECK_MS).unref();
  }

  /** Comes back when it is connected, or the first attempt failed. */
  static async open(options: RedisOptions): Promise<RedisClient> {
    const client = new RedisClient(options);
    await client.#connect();
    return client;
  }

  get connected(): boolean {
    return this.#connection !== null && this.#writable && !this.open && this.#subscriber.complete;
  }

  get open(): boolean {
    return this.#breaker.state !== CircuitState.Closed;
  }

  command(key: string, words: readonly [string, ...Argument[]]): Promise<unknown> {
    return this.#observed(words[0].toLowerCase(), () => this.#send(key, words, false));
  }

  run(script: Script, keys: readonly [string, ...string[]], args: readonly Argument[]): Promise<unknown> {
    return this.#observed(script.name, () => this.#evaluate(script, keys, args));
  }

  publish(channel: string, message: Uint8Array): Promise<number> {
    const send = () => this.#send(channel, ['SPUBLISH', channel, message], false);
    return this.#observed('publish', async () => Number(await send()));
  }

  subscribe(channel: string, listener: (message: Uint8Array) => void): Subscription {
    return this.#subscriber.subscribe(channel, listener);
  }

  onRecovered(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#checks);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#subscriber.close();
    this.#connection?.destroy();
    this.#connection = null;
  }

  async #observed<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const { observer } = this.#options;
    const started = performance.now();
    try {
      const result = await work();
      observer?.command(name, performance.now() - started, true);
      return result;
    } catch (error) {
      observer?.command(name, performance.now() - started, false);
      throw toFailure(error);
    }
  }

  #send(key: string, words: readonly Argument[], asBytes: boolean): Promise<unknown> {
    return this.#breaker.execute(() => {
      if (this.#connection === null) throw new DisconnectedError('not connected');
      return this.#deadlines.limit(this.#connection.send(key, words, asBytes));
    });
  }

  /** By its text until the server surely has it, so that no script overtakes one that was called before. */
  async #evaluate(
    script: Script,
    keys: readonly [string, ...string[]],
    args: readonly Argument[],
  ): Promise<unknown> {
    const known = this.#connection?.scripts(keys[0]);
    const hash = this.#hashOf(script);
    const asBytes = script.bytes === true;
    const operands = [`${keys.length}`, ...keys, ...args];
    if (known?.has(hash) === true) {
      try {
        return await this.#send(keys[0], ['EVALSHA', hash, ...operands], asBytes);
      } catch (error) {
        if (!isUnknownScript(error)) throw error;
        known.delete(hash);
      }
    }
    const reply = await this.#send(keys[0], ['EVAL', script.source, ...operands], asBytes);
    known?.add(hash);
    return reply;
  }

  #hashOf(script: Script): string {
    const hash = this.#hashes.get(script) ?? createHash('sha1').update(script.source).digest('hex');
    this.#hashes.set(script, hash);
    return hash;
  }

  #createBreaker() {
    const { errorThreshold, openMs } = this.#options;
    const breaker = circuitBreaker(handleWhen(isOutage), {
      breaker: new ConsecutiveBreaker(errorThreshold),
      halfOpenAfter: openMs,
    });
    breaker.onBreak(() => {
      if (breaker !== this.#breaker || this.#connection === null) return;
      this.#options.log?.warn({ openMs }, 'redis fails: circuit breaker open');
      this.#abandon(openMs);
    });
    return breaker;
  }

  async #connect(): Promise<void> {
    this.#timer = null;
    let connection: Connection | null = null;
    const onLost = (): void => {
      if (connection !== null && connection === this.#connection) this.#abandon(backoffMs(0));
    };
    try {
      connection = await connect(this.#options, this.#deadlines, onLost);
      await this.#probe(connection);
    } catch (error) {
      connection?.destroy();
      if (this.#attempt === 0) this.#options.log?.warn({ reason: String(error) }, 'redis is out of reach');
      return this.#connectLater(backoffMs(this.#attempt));
    }
    if (this.#closed) return connection.destroy();
    this.#attempt = 0;
    this.#connection = connection;
    this.#breaker = this.#createBreaker();
    this.#writable = true;
    this.#subscriber.use(connection);
    this.#changed();
  }

  #connectLater(afterMs: number): void {
    if (this.#closed || this.#timer !== null) return;
    this.#attempt += 1;
    this.#timer = setTimeout(() => void this.#connect(), afterMs).unref();
  }

  /** Gives a connection up, and makes another some time later. */
  #abandon(afterMs: number): void {
    const connection = this.#connection;
    this.#connection = null;
    this.#subscriber.use(null);
    connection?.destroy();
    this.#changed();
    this.#connectLater(afterMs);
  }

  /** Writing tells a master from a replica. */
  async #probe(connection: Connection): Promise<void> {
    const words = (key: string) => ['SET', key, '', 'PX', `${PROBE_MS}`];
    await Promise.all(
      connection.probes.map((key) => this.#deadlines.limit(connection.send(key, words(key), false))),
    );
  }

  async #check(): Promise<void> {
    const connection = this.#connection;
    if (connection === null) return;
    try {
      await this.#breaker.execute(() => this.#probe(connection));
      if (connection === this.#connection) this.#writable = true;
      await this.#subscriber.check();
    } catch {
      if (connection === this.#connection) this.#writable = false;
    }
    this.#changed();
  }

  #changed(): void {
    const usable = this.connected;
    if (usable === this.#usable) return;
    this.#usable = usable;
    if (usable) for (const listener of this.#listeners) listener();
    this.#options.log?.info({ usable }, usable ? 'redis works' : 'redis does not work');
  }
}
