import type { Entry } from './scripts.ts';

/** A place in a room that a peer of this instance has. */
export interface Place extends Entry {
  /** Whether Redis may know of it. */
  recorded: boolean;
}

interface Exit {
  readonly room: string;
  readonly id: string;
  readonly epoch: number;
}

const NONE: ReadonlyMap<string, Place> = new Map();

/** The places of this instance's peers in rooms, and those that Redis is still to be told are empty. */
export class Places {
  /** Room -> id -> place. */
  readonly #taken = new Map<string, Map<string, Place>>();
  /** Room -> id -> epoch. */
  readonly #owed = new Map<string, Map<string, number>>();

  of(room: string): ReadonlyMap<string, Place> {
    return this.#taken.get(room) ?? NONE;
  }

  rooms(): readonly string[] {
    return [...this.#taken.keys()];
  }

  all(): readonly { readonly room: string; readonly entry: Place }[] {
    return [...this.#taken].flatMap(([room, places]) =>
      [...places.values()].map((entry) => ({ room, entry })),
    );
  }

  take(room: string, entry: Entry, recorded: boolean): void {
    const places = this.#taken.get(room) ?? new Map<string, Place>();
    const before = places.get(entry.id);
    const owed = this.#settle(room, entry.id, entry.epoch);
    this.#taken.set(room, places);
    places.set(entry.id, { ...entry, recorded: recorded || owed || before?.recorded === true });
  }

  /** @returns the place that was left, unless a newer claim of the id has taken it */
  leave(room: string, id: string, epoch: number): Place | null {
    const places = this.#taken.get(room);
    const place = places?.get(id);
    if (places === undefined || place === undefined || place.epoch > epoch) return null;
    places.delete(id);
    if (places.size === 0) this.#taken.delete(room);
    return place;
  }

  /** Redis may still have somebody in a room who left it. */
  owe(room: string, id: string, epoch: number): void {
    const owed = this.#owed.get(room) ?? new Map<string, number>();
    this.#owed.set(room, owed);
    owed.set(id, Math.max(epoch, owed.get(id) ?? 0));
  }

  /** All that Redis was not told, as if it had been. */
  takeOwed(): readonly Exit[] {
    const exits = [...this.#owed].flatMap(([room, ids]) =>
      [...ids].map(([id, epoch]) => ({ room, id, epoch })),
    );
    this.#owed.clear();
    return exits;
  }

  clear(): void {
    this.#taken.clear();
  }

  /** Whoever is in again did not leave. @returns whether it had */
  #settle(room: string, id: string, epoch: number): boolean {
    const owed = this.#owed.get(room);
    if (owed === undefined || (owed.get(id) ?? Infinity) > epoch) return false;
    owed.delete(id);
    if (owed.size === 0) this.#owed.delete(room);
    return true;
  }
}
