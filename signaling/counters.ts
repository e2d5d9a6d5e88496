/** What the service drops or turns down without a word to a person. */
export type Counted =
  /** a frame that is binary, empty, no JSON, or not `{ type: string, ... }` */
  | 'frame/unreadable'
  /** a type that the service does not know, or that only a server may say */
  | 'frame/unknown-type'
  /** a known type whose other fields do not fit */
  | 'frame/malformed'
  /** a request turned down because its client asks too often */
  | 'request/rate'
  /** a message to a peer that did not allow its sender */
  | 'consent/refused'
  /** a message to something that cannot be an id */
  | 'relay/bad-destination'
  /** a message to an absent peer that found no space to wait in */
  | 'relay/full'
  /** a message to an absent peer that waited in vain; one for each pair of peers */
  | 'relay/expired'
  /** a WebSocket that broke the protocol, sent too long a message, or lost its network */
  | 'socket/error'
  /** a WebSocket that was not heard for the alive timeout */
  | 'socket/dead';

export class Counters {
  readonly #counts = new Map<Counted, number>();

  count(what: Counted): void {
    this.#counts.set(what, this.of(what) + 1);
  }

  of(what: Counted): number {
    return this.#counts.get(what) ?? 0;
  }
}
