import { type Logger, logFailure } from './log.ts';
import type { Status } from './protocol/index.ts';
import type { Realm } from './realm/index.ts';
import { type Recipient, RoomFeed } from './room-feed.ts';

/** A client as a room sees it. */
export interface Occupant extends Recipient {
  readonly id: string;
  readonly epoch: number;
}

export interface PresenceOptions {
  readonly realm: Realm;
  readonly log: Logger;
  readonly room: string;
  /** Changes are told together, at most once in this time, ms. */
  readonly tickMs: number;
  /** How long a member whose socket closed keeps its place, so that a reload does not flicker, ms. */
  readonly graceMs: number;
}

/** One room: its members, and what they are told of each other. */
export class Presence {
  readonly #realm: Realm;
  readonly #log: Logger;
  readonly #room: string;
  readonly #graceMs: number;
  readonly #feed: RoomFeed;
  readonly #occupants = new Set<Occupant>();
  /** Members whose socket is closed, by id. */
  readonly #blinking = new Map<string, NodeJS.Timeout>();
  #stopWatching = (): void => {};
  #closed = false;

  private constructor({ realm, log, room, tickMs, graceMs }: PresenceOptions) {
    this.#realm = realm;
    this.#log = log;
    this.#room = room;
    this.#graceMs = graceMs;
    this.#feed = new RoomFeed(room, tickMs);
  }

  static async open(options: PresenceOptions): Promise<Presence> {
    const presence = new Presence(options);
    presence.#stopWatching = await options.realm.watch(options.room, presence.#feed);
    return presence;
  }

  /** Makes a client a member, or changes its status. */
  async enter(occupant: Occupant, status: Status): Promise<void> {
    this.#steady(occupant.id);
    this.#occupants.add(occupant);
    await this.#realm.enter(this.#room, occupant.id, occupant.epoch, status);
  }

  /** From now on the client is told of the room, beginning with a snapshot. */
  subscribe(occupant: Occupant): void {
    if (this.#occupants.has(occupant)) this.#feed.subscribe(occupant);
  }

  async part(occupant: Occupant): Promise<void> {
    if (!this.#remove(occupant)) return;
    await this.#realm.exit(this.#room, occupant.id, occupant.epoch);
  }

  /** The client's socket closed: its place is kept for the grace time. */
  blink(occupant: Occupant): void {
    if (!this.#remove(occupant) || this.#closed) return;
    const exit = (): void => {
      this.#blinking.delete(occupant.id);
      const exited = this.#realm.exit(this.#room, occupant.id, occupant.epoch);
      exited.catch(logFailure(this.#log, 'exit after the grace time'));
    };
    this.#steady(occupant.id);
    this.#blinking.set(occupant.id, setTimeout(exit, this.#graceMs));
  }

  has(occupant: Occupant): boolean {
    return this.#occupants.has(occupant);
  }

  /** What a member does; `null` when it is not in the room, or only for the rest of its grace time. */
  statusOf(id: string): Status | null {
    return this.#blinking.has(id) ? null : this.#feed.statusOf(id);
  }

  close(): void {
    this.#closed = true;
    this.#stopWatching();
    this.#feed.close();
    for (const timer of this.#blinking.values()) clearTimeout(timer);
    this.#blinking.clear();
  }

  #remove(occupant: Occupant): boolean {
    this.#feed.unsubscribe(occupant);
    return this.#occupants.delete(occupant);
  }

  #steady(id: string): void {
    clearTimeout(this.#blinking.get(id));
    this.#blinking.delete(id);
  }
}
