import type { Redis, Subscription } from '../../../redis/index.ts';
import type { Delivery } from '../../port.ts';
import type { Attachment } from '../peers/attachment.ts';
import type { Courier } from './courier.ts';
import type { Directory } from '../peers/directory.ts';
import { instanceChannel } from '../keys.ts';
import { decodeNotes, note, type Note } from './notes.ts';
import type { Outbox } from './outbox.ts';
import type { Requests } from './requests.ts';
import type { Waiting } from './waiting.ts';

export interface InboxOptions {
  readonly redis: Redis;
  readonly instance: string;
  readonly attachment: Attachment;
  readonly directory: Directory;
  readonly courier: Courier;
  readonly outbox: Outbox;
  readonly waiting: Waiting;
  readonly deliveries: Requests<Delivery>;
  readonly lists: Requests<readonly string[]>;
}

/** Takes what other instances send to the channel of this one. */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #subscription: Subscription;

  constructor(options: InboxOptions) {
    this.#options = options;
    const { redis, instance } = options;
    this.#subscription = redis.subscribe(instanceChannel(instance), (message) => this.#receive(message));
  }

  /** Never rejects: what fails is tried again by the client of Redis. */
  get ready(): Promise<void> {
    return this.#subscription.ready.catch(() => undefined);
  }

  close(): void {
    this.#subscription.stop();
  }

  #receive(message: Uint8Array): void {
    const { origin, notes } = decodeNotes(message);
    const gate = this.#options.attachment.gate();
    if (gate === null) for (const each of notes) this.#take(origin, each);
    else void this.#receiveAfter(gate, origin, notes);
  }

  async #receiveAfter(gate: Promise<void>, origin: string, notes: readonly Note[]): Promise<void> {
    await gate;
    for (const each of notes) this.#take(origin, each);
  }

  #take(origin: string, each: Note): void {
    const { directory, courier, outbox, deliveries, lists } = this.#options;
    switch (each.kind) {
      case 'message':
        this.#deliver(origin, each);
        break;
      case 'miss':
        courier.returned(origin, each, 'miss');
        break;
      case 'answer':
        deliveries.answer(each.request, each.hops === 1 ? 'delivered' : 'absent');
        break;
      case 'replaced':
        directory.replaced(each.to, Number(each.from));
        break;
      case 'ids?':
        outbox.post(origin, note('ids', { request: each.request, frame: directory.ids().join('\n') }));
        break;
      case 'ids':
        lists.answer(each.request, readIds(each));
        break;
    }
  }

  #deliver(origin: string, message: Note): void {
    const { directory, outbox, waiting } = this.#options;
    const { mode, request, type, from, to, frame } = message;
    const envelope = { type, from, to, frame };
    const taken = directory.receive(envelope);
    if (taken === null) {
      const settled = directory.settled(to);
      // The peer is about to be here: its record was seen before the reply to its claim came.
      if (settled === null) outbox.post(origin, { ...message, kind: 'miss' });
      else void this.#deliverAfter(settled, origin, message);
      return;
    }
    if (mode === 'deliver') outbox.post(origin, note('answer', { request, hops: taken ? 1 : 0 }));
    else if (!taken && mode === 'hold') void waiting.hold(envelope, true);
  }

  async #deliverAfter(settled: Promise<unknown>, origin: string, message: Note): Promise<void> {
    await settled;
    this.#deliver(origin, message);
  }
}

function readIds({ frame }: Note): readonly string[] {
  const text = typeof frame === 'string' ? frame : new TextDecoder().decode(frame);
  return text === '' ? [] : text.split('\n');
}
