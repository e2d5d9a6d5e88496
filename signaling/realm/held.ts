import type { Envelope, Expired } from './port.ts';

/** Most messages that wait for one peer: a few callers with an offer and a dozen candidates each. */
export const HELD_PER_PEER_MAX = 64;

/** Most text that waits altogether, in characters (about 16 MB of memory, twice that for non-Latin text). */
export const HELD_CHARACTERS_MAX = 16 * 1024 * 1024;

interface Queue {
  envelopes: Envelope[];
  /** When the oldest message of each sender came, epoch ms. */
  readonly since: Map<string, number>;
}

/** Messages that wait for peers who are not there. What one peer sent another one expires together. */
export class HeldMessages {
  readonly #queues = new Map<string, Queue>();
  #characters = 0;

  get empty(): boolean {
    return this.#queues.size === 0;
  }

  /** `false`: no space. */
  add(envelope: Envelope, now: number): boolean {
    const queue = this.#queues.get(envelope.to) ?? { envelopes: [], since: new Map<string, number>() };
    if (queue.envelopes.length >= HELD_PER_PEER_MAX) return false;
    if (this.#characters + envelope.frame.length > HELD_CHARACTERS_MAX) return false;
    this.#queues.set(envelope.to, queue);
    queue.envelopes.push(envelope);
    if (!queue.since.has(envelope.from)) queue.since.set(envelope.from, now);
    this.#characters += envelope.frame.length;
    return true;
  }

  /** Takes out everything for one peer, oldest first. */
  take(to: string): readonly Envelope[] {
    const envelopes = this.#queues.get(to)?.envelopes ?? [];
    this.#queues.delete(to);
    this.#forget(envelopes);
    return envelopes;
  }

  /** Takes out what came at `limit` (epoch ms) or earlier, and names each pair of peers once. */
  expire(limit: number): readonly Expired[] {
    const expired: Expired[] = [];
    for (const [to, queue] of this.#queues) {
      const due = new Set<string>();
      for (const [from, since] of queue.since) if (since <= limit) due.add(from);
      if (due.size === 0) continue;
      for (const from of due) {
        queue.since.delete(from);
        expired.push({ from, to });
      }
      this.#forget(queue.envelopes.filter((envelope) => due.has(envelope.from)));
      queue.envelopes = queue.envelopes.filter((envelope) => !due.has(envelope.from));
      if (queue.envelopes.length === 0) this.#queues.delete(to);
    }
    return expired;
  }

  #forget(envelopes: readonly Envelope[]): void {
    for (const { frame } of envelopes) this.#characters -= frame.length;
  }
}
