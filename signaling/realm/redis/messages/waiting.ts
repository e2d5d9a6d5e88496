import { HeldMessages } from '../../held.ts';
import type { Envelope, RealmHost } from '../../port.ts';
import type { HeldInRedis, Holding } from './held.ts';
import { Lanes } from '../lanes.ts';

interface WaitingMessage extends Envelope {
  readonly token: string;
  /** `redis`: there as well, where any instance can take it out. */
  readonly at: 'redis' | 'here';
}

export interface WaitingOptions {
  readonly host: RealmHost;
  readonly inRedis: HeldInRedis;
  /** Whether Redis can be expected to hold messages now. */
  readonly usable: () => boolean;
  readonly expireTimeoutMs: number;
}

/**
 * Messages that this instance holds for absent peers: in Redis, where any instance finds them, with a copy here that
 * expires; or only here, while Redis is out of reach.
 */
export class Waiting {
  readonly #options: WaitingOptions;
  readonly #here: HeldMessages<WaitingMessage>;
  readonly #lanes = new Lanes();

  constructor(options: WaitingOptions) {
    this.#options = options;
    const { expireTimeoutMs } = options;
    this.#here = new HeldMessages({
      expireTimeoutMs,
      onExpired: (messages) => void this.#expire(messages),
    });
  }

  /** How many messages this instance holds. */
  get count(): number {
    return this.#here.count;
  }

  /**
   * Never rejects. The host is told when there is no space.
   *
   * @param force also when the peer is there: it does not take messages yet
   * @param dead an instance that is not alive, whatever the record of the peer says
   */
  hold(envelope: Envelope, force: boolean, dead = ''): Promise<Holding> {
    return this.#lanes.run(envelope.to, () => this.#hold(envelope, force, dead));
  }

  async #hold(envelope: Envelope, force: boolean, dead: string): Promise<Holding> {
    if (!this.#options.usable()) return this.#keepHere(envelope);
    const token = this.#options.inRedis.token();
    try {
      const holding = await this.#options.inRedis.hold(token, envelope, force, dead);
      if (holding.outcome === 'there') return holding;
      if (holding.outcome === 'held' && this.#here.add({ ...envelope, token, at: 'redis' })) return holding;
      if (holding.outcome === 'held') await this.#options.inRedis.expire(envelope.to, [token]);
    } catch {
      return this.#keepHere(envelope, token);
    }
    this.#options.host.undelivered('full', envelope);
    return { outcome: 'full' };
  }

  #keepHere(envelope: Envelope, token = this.#options.inRedis.token()): Holding {
    if (this.#here.add({ ...envelope, token, at: 'here' })) return { outcome: 'held' };
    this.#options.host.undelivered('full', envelope);
    return { outcome: 'full' };
  }

  /** Takes out what waits for a peer, oldest first. Never rejects. */
  collect(to: string): Promise<readonly Envelope[]> {
    return this.#lanes.run(to, () => this.#collect(to));
  }

  async #collect(to: string): Promise<readonly Envelope[]> {
    try {
      const inRedis = this.#options.usable() ? await this.#options.inRedis.collect(to) : null;
      const here = this.#here.take(to);
      // Redis is away, or has lost what it held: what is known here is all that there is.
      if (inRedis === null) return here;
      const known = new Set(inRedis.map(({ token }) => token));
      const onlyHere = here.filter(({ at, token }) => at === 'here' && !known.has(token));
      return [...inRedis.map(({ envelope }) => envelope), ...onlyHere];
    } catch {
      return this.#here.take(to);
    }
  }

  close(): void {
    this.#here.close();
  }

  async #expire(messages: readonly [WaitingMessage, ...WaitingMessage[]]): Promise<void> {
    const [oldest] = messages;
    const tokens = messages.filter(({ at }) => at === 'redis').map(({ token }) => token);
    try {
      const undelivered = await this.#options.inRedis.expire(oldest.to, tokens);
      // They came out on another instance.
      if (!undelivered && tokens.length === messages.length) return;
    } catch {
      // Nobody can have taken out what Redis no longer has.
    }
    this.#options.host.undelivered('expired', oldest);
  }
}
