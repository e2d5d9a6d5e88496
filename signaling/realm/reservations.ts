/** Most ids kept in memory (about 50 MB); the one that was asked for longest ago is let go first. */
export const RESERVATIONS_MAX = 200_000;

interface Reservation {
  readonly owner: string;
  /** Epoch ms. */
  readonly until: number;
}

/** Ids that are kept for their owners, in the memory of this process. */
export class Reservations {
  /** In the order in which they were last asked for. */
  readonly #kept = new Map<string, Reservation>();

  /** Epoch ms. */
  keep(id: string, owner: string, forMs: number, now: number): void {
    this.#kept.delete(id);
    this.#kept.set(id, { owner, until: now + forMs });
    for (const [oldest, { until }] of this.#kept) {
      if (this.#kept.size <= RESERVATIONS_MAX && until > now) break;
      this.#kept.delete(oldest);
    }
  }

  /** Whom an id is kept for, or `null`. */
  ownerOf(id: string, now: number): string | null {
    const kept = this.#kept.get(id);
    return kept === undefined || kept.until <= now ? null : kept.owner;
  }

  letGo(id: string, owner: string): void {
    if (this.#kept.get(id)?.owner === owner) this.#kept.delete(id);
  }

  /** All that is kept: id, owner and for how much longer, ms. */
  *entries(now: number): Generator<readonly [id: string, owner: string, forMs: number]> {
    for (const [id, { owner, until }] of this.#kept) if (until > now) yield [id, owner, until - now];
  }
}
