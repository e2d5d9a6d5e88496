import { expireFrame } from './frames.ts';
import type { Metrics } from './metrics/index.ts';
import { isPeerId, type RelayedType } from './protocol/index.ts';
import type { Envelope, Frame, Realm, RealmHost, Undelivered } from './realm/index.ts';

/** Carries messages from one peer to another, and tells senders when nobody took what they sent. */
export class Relay implements RealmHost {
  readonly #realm: () => Realm;
  readonly #metrics: Metrics;

  /** @param realm asked for with each message, since a realm and its host need each other */
  constructor(realm: () => Realm, metrics: Metrics) {
    this.#realm = realm;
    this.#metrics = metrics;
  }

  /** @param frame the message, with its sender in it */
  pass(from: string, type: RelayedType, to: string, frame: Frame): void {
    const envelope: Envelope = { type, from, to, frame };
    if (isPeerId(to)) return this.#send(envelope);
    this.#metrics.count('relay/bad-destination');
    this.#unreachable(envelope);
  }

  /** Says no in the name of a peer that did not allow the sender: to a caller it looks like nobody there. */
  refuse(envelope: Envelope): void {
    this.#metrics.count('consent/refused');
    this.#unreachable(envelope);
  }

  /** What waited for a peer, oldest first; it waits no more. */
  collect(id: string): Promise<readonly Envelope[]> {
    return this.#realm().collect(id);
  }

  /** A message that a link has taken, and could not hand over: it waits for the next one. */
  hold(envelope: Envelope): void {
    this.#send(envelope);
  }

  undelivered(why: Undelivered, message: Pick<Envelope, 'type' | 'from' | 'to'>): void {
    this.#metrics.count(why === 'expired' ? 'relay/expired' : 'relay/full');
    if (why === 'expired') this.#expire(message);
    else this.#unreachable(message);
  }

  forwarded(count: number): void {
    this.#metrics.count('forward/remote', count);
  }

  #send(envelope: Envelope): void {
    this.#realm().send(envelope, envelope.type === 'LEAVE' ? 'drop' : 'hold');
  }

  /** Only an OFFER is answered: one EXPIRE is enough for a caller, who sends its candidates after it. */
  #unreachable(message: Pick<Envelope, 'type' | 'from' | 'to'>): void {
    if (message.type === 'OFFER') this.#expire(message);
  }

  #expire({ from, to }: Pick<Envelope, 'from' | 'to'>): void {
    this.#realm().send({ type: 'EXPIRE', from: to, to: from, frame: expireFrame(to, from) }, 'drop');
  }
}
