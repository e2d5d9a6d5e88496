/**
 * One Redis (or Valkey), or a cluster of them, as the rest of the service sees it: commands that fail fast instead
 * of waiting, and channels.
 *
 * A key or channel has one hash tag (`{...}`), and what one script touches has the same, so that all of it works
 * on a cluster.
 */

export type Argument = string | Uint8Array;

/** A Lua script, sent once and then named by its hash. */
export interface Script {
  /** For metrics and logs, for instance `claim`. */
  readonly name: string;
  readonly source: string;
  /** Strings of the reply come as bytes (`Uint8Array`) instead of text. */
  readonly bytes?: true;
}

/** A command did not succeed: Redis is out of reach, too slow, refused it, or the circuit breaker is open. */
export class RedisFailure extends Error {
  override readonly name = 'RedisFailure';
  /** `no`: the command had no effect · `unknown`: it was sent, and may have had one, or still has it later. */
  readonly done: 'no' | 'unknown';

  constructor(message: string, done: 'no' | 'unknown', options?: ErrorOptions) {
    super(message, options);
    this.done = done;
  }
}

/** Listening on a channel. */
export interface Subscription {
  /** When messages first come; rejects with a RedisFailure when that takes long, and it is still tried. */
  readonly ready: Promise<void>;
  stop(): void;
}

export interface Redis {
  /** Whether all can be expected to work: connected, the circuit breaker closed, and every channel listened to. */
  readonly connected: boolean;
  /** Whether the circuit breaker has stopped commands. */
  readonly open: boolean;
  /**
   * Runs one command, for instance `command('{limit:1}', ['INCR', '{limit:1}'])`. Commands on one key take effect in the order
   * in which they are called.
   *
   * @param key decides the node of a cluster
   * @throws RedisFailure
   */
  command(key: string, words: readonly [string, ...Argument[]]): Promise<unknown>;
  /** @throws RedisFailure */
  run(script: Script, keys: readonly [string, ...string[]], args: readonly Argument[]): Promise<unknown>;
  /**
   * @returns how many subscribers took it
   * @throws RedisFailure
   */
  publish(channel: string, message: Uint8Array): Promise<number>;
  /** Listens on a (sharded) channel, over reconnects and failovers, until it is stopped. */
  subscribe(channel: string, listener: (message: Uint8Array) => void): Subscription;
  /** Calls back each time that Redis is usable again after it was not; what was said or written meanwhile may be lost. */
  onRecovered(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Told of each command, for metrics. */
export interface RedisObserver {
  /** @param ms from the call to the reply or the failure */
  command(name: string, ms: number, ok: boolean): void;
}

/**
 * What is checked of a server's certificate: all · who vouches for it, but not its name · nothing, so that it helps
 * against listeners only.
 */
export const REDIS_TLS_VERIFY = ['full', 'ca', 'none'] as const;

/** For servers whose URL begins with `rediss:`. */
export interface RedisTls {
  /** Who may vouch for the server, one or more certificates in PEM; `null`: the public authorities. */
  readonly ca: string | null;
  readonly verify: (typeof REDIS_TLS_VERIFY)[number];
}
