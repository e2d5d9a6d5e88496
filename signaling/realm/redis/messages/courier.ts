import type { Delivery } from '../../port.ts';
import type { Directory } from '../peers/directory.ts';
import type { Note } from './notes.ts';
import type { Loss, Outbox } from './outbox.ts';
import type { Owners } from '../peers/owners.ts';
import type { Waiting } from './waiting.ts';

/** So often is a message sent after a peer that moves; then it waits for it. */
const HOPS_MAX = 2;

/** Most peers of other instances whose place is remembered (about 20 MB). */
const LOCATIONS_MAX = 100_000;

export interface CourierOptions {
  readonly instance: string;
  readonly directory: Directory;
  readonly owners: Owners;
  readonly outbox: Outbox;
  readonly waiting: Waiting;
  /** Whether Redis can be expected to know where a peer is. */
  readonly usable: () => boolean;
  readonly answer: (request: number, delivery: Delivery) => void;
  /** Whether somebody still waits for an answer. What was reported as unconfirmed must not arrive later. */
  readonly isAwaited: (request: number) => boolean;
}

/**
 * Brings messages to peers that are not on this instance. Where a peer is, is looked up once and remembered; what is
 * for the same peer meanwhile waits behind, so that its order holds.
 */
export class Courier {
  readonly #options: CourierOptions;
  readonly #lookups = new Map<string, Note[]>();
  /** Which instance a peer was at when last heard of; the one learnt longest ago is forgotten first. */
  readonly #locations = new Map<string, string>();
  /** What instances have to be told, however often it goes wrong. */
  #untold: (readonly [instance: string, note: Note])[] = [];

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  send(message: Note): void {
    const { to } = message;
    const queue = this.#lookups.get(to);
    if (queue !== undefined) return insert(queue, message);
    const instance = this.#locations.get(to);
    if (instance !== undefined) return this.#options.outbox.post(instance, message);
    const started = [message];
    this.#lookups.set(to, started);
    void this.#lookUp(to, started);
  }

  /** A note came back, or went nowhere. */
  returned(instance: string, note: Note, loss: Loss | 'miss'): void {
    const { kind, mode, request, to } = note;
    // Whoever does not listen finds out by itself when it does again.
    if (kind === 'replaced' && loss !== 'nobody') this.#untold.push([instance, note]);
    if (kind !== 'message' && kind !== 'miss') return;
    if (loss === 'nobody' || loss === 'miss') {
      if (this.#locations.get(to) === instance) this.#locations.delete(to);
      this.send({ ...note, kind: 'message', hops: note.hops + 1 });
    } else if (mode === 'hold') {
      void this.#options.waiting.hold(note, true);
    } else if (mode === 'deliver' && loss === 'no') {
      this.#options.answer(request, 'absent');
    }
  }

  /** Says again what could not be said. */
  tellAgain(): void {
    const untold = this.#untold;
    this.#untold = [];
    for (const [instance, note] of untold) this.#options.outbox.post(instance, note);
  }

  /** Every instance that a peer is remembered at. */
  instances(): ReadonlySet<string> {
    return new Set(this.#locations.values());
  }

  /** @param gone an instance; all unless given */
  forget(gone?: string): void {
    for (const [id, instance] of this.#locations) {
      if (gone === undefined || instance === gone) this.#locations.delete(id);
    }
  }

  #learn(id: string, instance: string): void {
    this.#locations.delete(id);
    this.#locations.set(id, instance);
    if (this.#locations.size <= LOCATIONS_MAX) return;
    for (const [oldest] of this.#locations) {
      this.#locations.delete(oldest);
      return;
    }
  }

  async #lookUp(to: string, queue: Note[]): Promise<void> {
    const { directory, owners, outbox, instance: here, usable } = this.#options;
    let dead = '';
    while (queue.length > 0) {
      await directory.settled(to);
      let instance: string | null = null;
      try {
        if (usable()) ({ instance, dead } = await owners.locate(to));
      } catch {
        // Out of reach: as good as absent, and it is held here.
      }
      if (instance !== null && instance !== here && !queue.some(isLost)) {
        this.#learn(to, instance);
        for (const message of queue.splice(0)) if (!this.#isLate(message)) outbox.post(instance, message);
        break;
      }
      // A record that says `here` in vain is of a peer that is gone.
      if (instance === here) dead = here;
      await this.#leave(queue, dead);
    }
    this.#lookups.delete(to);
  }

  #isLate({ mode, request }: Note): boolean {
    return mode === 'deliver' && !this.#options.isAwaited(request);
  }

  /** For a peer that is here, or nowhere: until one turns out to be for one that is elsewhere by now. */
  async #leave(queue: Note[], dead: string): Promise<void> {
    for (let message = queue.shift(); message !== undefined; message = queue.shift()) {
      if (this.#isLate(message)) continue;
      const { mode, request, hops } = message;
      const taken = this.#options.directory.receive(message);
      if (mode === 'deliver') this.#options.answer(request, taken === true ? 'delivered' : 'absent');
      if (taken === true || mode !== 'hold') continue;
      const force = taken === false || isLost(message);
      const holding = await this.#options.waiting.hold(message, force, dead);
      if (holding.outcome !== 'there') continue;
      queue.unshift({ ...message, hops: hops + 1 });
      return;
    }
  }
}

function isLost({ hops }: Note): boolean {
  return hops > HOPS_MAX;
}

/** What came back was sent before what has not been sent yet. */
function insert(queue: Note[], message: Note): void {
  const at = message.hops === 0 ? -1 : queue.findIndex(({ hops }) => hops === 0);
  if (at === -1) queue.push(message);
  else queue.splice(at, 0, message);
}
