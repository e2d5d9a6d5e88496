import { HeldMessages } from '../held.ts';
import type { Envelope, RealmHost } from '../port.ts';
import type { HeldInRedis, Holding } from './held.ts';
import { Lanes } from './lanes.ts';

interface WaitingMessage extends Envelope {
  readonly token: string;
  /** `here`: only in this process, as far as it knows. */
  readonly at: 'redis' | 'here';
}

export interface WaitingOptions {
  readonly host: RealmHost;
  readonly inRedis: HeldInRedis;
  /** Whether Redis can be expected to hold messages now. */
  readonly usable: () => boolean;
  readonly expireTimeoutMs: number;
  readonly now: () => number;
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
    const { expireTimeoutMs, now } = options;
    this.#here = new HeldMessages({
      expireTimeoutMs,
      now,
      onExpired: (messages) => void this.#expire(messages),
    });
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
    // Bytes may be a view of something much larger.
    const frame = typeof envelope.frame === 'string' ? envelope.frame : envelope.frame.slice();
    if (this.#here.add({ ...envelope, frame, token, at: 'here' })) return { outcome: 'held' };
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
      if (inRedis === null) return here;
      const known = new Set(inRedis.map(({ token }) => token));
      const onlyHere = here.filter(({ at, token }) => at === 'here' && !known.has(token));
      return [...inRedis.map(({ envelope }) => ({ ...envelope, to })), ...onlyHere];
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
      const waited = await this.#options.inRedis.expire(oldest.to, tokens);
      // They came out on another instance.
      if (!waited && tokens.length === messages.length) return;
    } catch {
      // Nobody can have taken out what Redis no longer has.
    }
    this.#options.host.undelivered('expired', oldest);
  }
}
