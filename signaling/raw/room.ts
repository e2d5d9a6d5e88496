import type { Presence, Realm, RoomListener, RoomMessage } from '../realm/index.ts';
import { RAW, unwrap } from './messages.ts';

/** A member of a room on this instance. */
export interface LocalMember {
  readonly id: string;
  /** It is in, with these. */
  entered(peers: readonly string[]): void;
  /** Until `entered` it hears nothing. */
  readonly isIn: boolean;
  peerCame(id: string): void;
  peerLeft(id: string): void;
  hear(message: Buffer): void;
}

/** One room as this instance sees it: all who are in it, and those of them who are here. */
export class RawRoom implements RoomListener {
  readonly #known = new Set<string>();
  readonly #local = new Map<string, LocalMember>();

  /** How many here are in it or on their way. */
  get size(): number {
    return this.#local.size;
  }

  has(id: string): boolean {
    return this.#known.has(id);
  }

  /** To be called before it enters: its entering may be heard sooner than it is answered. */
  add(member: LocalMember): void {
    this.#local.set(member.id, member);
  }

  /** One from here is in, by another word than the room's own, which may come later. */
  welcome(id: string): void {
    if (this.#local.has(id)) this.#came(id);
  }

  remove(id: string): void {
    this.#local.delete(id);
  }

  reset(members: ReadonlyMap<string, Presence>): void {
    for (const id of this.#known) if (!members.has(id)) this.#left(id);
    for (const id of members.keys()) this.#came(id);
  }

  change(id: string, presence: Presence | null): void {
    if (presence === null) this.#left(id);
    else this.#came(id);
  }

  message({ from, frame }: RoomMessage): void {
    const { to, message } = unwrap(frame);
    for (const member of this.#local.values()) {
      const isMeant = member.id !== from && (to === null || member.id === RAW + to);
      if (isMeant && member.isIn) member.hear(message);
    }
  }

  #came(id: string): void {
    if (this.#known.has(id)) return;
    this.#local.get(id)?.entered([...this.#known]);
    this.#known.add(id);
    for (const member of this.#local.values()) if (member.id !== id && member.isIn) member.peerCame(id);
  }

  #left(id: string): void {
    if (!this.#known.delete(id)) return;
    for (const member of this.#local.values()) if (member.id !== id && member.isIn) member.peerLeft(id);
  }
}

interface Watched {
  readonly room: RawRoom;
  readonly watching: Promise<() => void>;
  users: number;
}

/** The rooms that have somebody on this instance: each is watched once. */
export class RawRooms {
  readonly #realm: Realm;
  readonly #rooms = new Map<string, Watched>();

  constructor(realm: Realm) {
    this.#realm = realm;
  }

  get size(): number {
    return this.#rooms.size;
  }

  /** @param name as the realm has it */
  async use(name: string): Promise<RawRoom> {
    let watched = this.#rooms.get(name);
    if (watched === undefined) {
      const room = new RawRoom();
      watched = { room, watching: this.#realm.watch(name, room), users: 0 };
      this.#rooms.set(name, watched);
    }
    watched.users += 1;
    await watched.watching;
    return watched.room;
  }

  /** Exactly once for each `use`. */
  async leave(name: string): Promise<void> {
    const watched = this.#rooms.get(name);
    if (watched === undefined) return;
    watched.users -= 1;
    if (watched.users > 0) return;
    this.#rooms.delete(name);
    const stop = await watched.watching;
    stop();
  }
}
