import type { Counters } from './counters.ts';
import { expireFrame, relayFrame } from './frames.ts';
import { type Logger, logFailure } from './log.ts';
import { isPeerId, type RelayedType } from './protocol/index.ts';
import type { Envelope, Link, Realm } from './realm/index.ts';

export interface RelayedMessage {
  readonly type: RelayedType;
  readonly dst: string;
  readonly payload?: unknown;
}

/** Carries messages from one peer to another, and tells senders when nobody took what they sent. */
export class Relay {
  readonly #realm: Realm;
  readonly #counters: Counters;
  readonly #log: Logger;
  readonly #sweepMs: number;
  #sweep: NodeJS.Timeout | null = null;
  #closed = false;

  /** @param expireTimeoutMs how long the realm holds messages for absent peers, ms */
  constructor(realm: Realm, counters: Counters, log: Logger, expireTimeoutMs: number) {
    this.#realm = realm;
    this.#counters = counters;
    this.#log = log;
    // A tenth late is soon enough; the bounds keep a short time-out exact and a long one cheap.
    this.#sweepMs = Math.min(Math.max(expireTimeoutMs / 10, 10), 1000);
  }

  async pass(from: string, { type, dst, payload }: RelayedMessage): Promise<void> {
    if (!isPeerId(dst)) {
      this.#counters.count('relay/bad-destination');
      return this.#unreachable(from, { type, to: dst });
    }
    const frame = relayFrame(type, from, dst, payload);
    if (frame === null) return this.#counters.count('frame/malformed');
    await this.#send({ type, from, to: dst, frame });
  }

  /** Says no in the name of a peer that did not allow the sender: to a caller it looks like nobody there. */
  async refuse(envelope: Envelope): Promise<void> {
    this.#counters.count('consent/refused');
    await this.#unreachable(envelope.from, envelope);
  }

  /** Hands over what waited for a peer; what the link cannot take any more waits again. */
  async deliverHeld(id: string, link: Link): Promise<void> {
    for (const envelope of await this.#realm.collect(id)) {
      if (!link.receive(envelope)) await this.#send(envelope);
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#sweep !== null) clearTimeout(this.#sweep);
  }

  async #send(envelope: Envelope): Promise<void> {
    const sent = await this.#realm.send(envelope, envelope.type === 'LEAVE' ? 'drop' : 'hold');
    if (sent === 'held') this.#sweepLater();
    if (sent !== 'full') return;
    this.#counters.count('relay/full');
    await this.#unreachable(envelope.from, envelope);
  }

  /** Only an OFFER is answered: one EXPIRE is enough for a caller, who sends its candidates after it. */
  async #unreachable(from: string, { type, to }: Pick<Envelope, 'type' | 'to'>): Promise<void> {
    if (type === 'OFFER') await this.#expire(from, to);
  }

  async #expire(from: string, missing: string): Promise<void> {
    const frame = expireFrame(missing, from);
    await this.#realm.send({ type: 'EXPIRE', from: missing, to: from, frame }, 'drop');
  }

  /** The timer runs only while something waits. */
  #sweepLater(): void {
    if (this.#closed) return;
    this.#sweep ??= setTimeout(() => {
      this.#sweep = null;
      this.#sweepNow().catch(logFailure(this.#log, 'expiry of held messages'));
    }, this.#sweepMs);
  }

  async #sweepNow(): Promise<void> {
    const { expired, waiting } = await this.#realm.expire();
    if (waiting) this.#sweepLater();
    for (const { from, to } of expired) {
      this.#counters.count('relay/expired');
      await this.#expire(from, to);
    }
  }
}
