import type { Envelope } from './port.ts';

/** Most messages that wait for one peer: a few callers with an offer and a dozen candidates each. */
export const HELD_PER_PEER_MAX = 64;

/** Most that waits altogether: characters of texts (up to two bytes each in memory), bytes of the rest, and overhead. */
export const HELD_SIZE_MAX = 16 * 1024 * 1024;

/** What a message costs beside its frame, bytes: 730 were measured where each waits for another peer. */
const OVERHEAD = 768;

interface Queue<Message> {
  messages: Message[];
  /** When the oldest message of each sender came, ms of `performance`: a clock that is set must not end the waiting. */
  readonly since: Map<string, number>;
}

export interface HeldOptions<Message> {
  /** How long a message waits, ms. */
  readonly expireTimeoutMs: number;
  /** Told once for each pair of peers: what the one sent the other, oldest first. */
  readonly onExpired: (messages: readonly [Message, ...Message[]]) => void;
}

/**
 * Messages that wait in the memory of this process for peers who are not there. What one peer sent another one
 * expires together. The timer runs only while something waits.
 */
export class HeldMessages<Message extends Envelope> {
  readonly #queues = new Map<string, Queue<Message>>();
  readonly #options: HeldOptions<Message>;
  #size = 0;
  #count = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: HeldOptions<Message>) {
    this.#options = options;
  }

  get empty(): boolean {
    return this.#queues.size === 0;
  }

  /** How many messages wait. */
  get count(): number {
    return this.#count;
  }

  /** `false`: no space. */
  add(message: Message): boolean {
    const queue = this.#queues.get(message.to) ?? { messages: [], since: new Map<string, number>() };
    if (queue.messages.length >= HELD_PER_PEER_MAX) return false;
    if (this.#size + sizeOf(message) > HELD_SIZE_MAX) return false;
    this.#queues.set(message.to, queue);
    queue.messages.push(withOwnFrame(message));
    if (!queue.since.has(message.from)) queue.since.set(message.from, performance.now());
    this.#size += sizeOf(message);
    this.#count += 1;
    this.#expireLater();
    return true;
  }

  /** Takes out everything for one peer, oldest first. */
  take(to: string): readonly Message[] {
    const messages = this.#queues.get(to)?.messages ?? [];
    this.#queues.delete(to);
    for (const message of messages) this.#taken(message);
    return messages;
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#queues.clear();
    this.#size = 0;
    this.#count = 0;
  }

  #taken(message: Message): void {
    this.#size -= sizeOf(message);
    this.#count -= 1;
  }

  #expireLater(): void {
    // A tenth late is soon enough; the bounds keep a short time-out exact and a long one cheap.
    const sweepMs = Math.min(Math.max(this.#options.expireTimeoutMs / 10, 10), 1000);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#expire();
      if (!this.empty) this.#expireLater();
    }, sweepMs).unref();
  }

  #expire(): void {
    const limit = performance.now() - this.#options.expireTimeoutMs;
    const expired: [Message, ...Message[]][] = [];
    for (const [to, queue] of this.#queues) {
      const due = new Map<string, [Message, ...Message[]]>();
      const kept: Message[] = [];
      for (const message of queue.messages) {
        const { from } = message;
        if ((queue.since.get(from) ?? limit) > limit) {
          kept.push(message);
          continue;
        }
        this.#taken(message);
        const others = due.get(from);
        if (others === undefined) due.set(from, [message]);
        else others.push(message);
      }
      for (const from of due.keys()) queue.since.delete(from);
      expired.push(...due.values());
      queue.messages = kept;
      if (kept.length === 0) this.#queues.delete(to);
    }
    // Told last: whoever is told may send again.
    for (const messages of expired) this.#options.onExpired(messages);
  }
}

function sizeOf({ frame }: Envelope): number {
  return frame.length + OVERHEAD;
}

/** Bytes are mostly a view of something much larger, which would be kept with them. */
function withOwnFrame<Message extends Envelope>(message: Message): Message {
  return typeof message.frame === 'string' ? message : { ...message, frame: new Uint8Array(message.frame) };
}
