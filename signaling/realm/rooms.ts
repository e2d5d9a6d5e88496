import { HISTORY_MAX } from '../protocol/index.ts';
import type { Entered, Presence, RoomListener, RoomMessage } from './port.ts';

interface Membership {
  readonly epoch: number;
  readonly presence: Presence;
}

interface Room {
  readonly members: Map<string, Membership>;
  readonly listeners: Set<RoomListener>;
  readonly history: RoomMessage[];
  capacity: number;
}

/** Rooms of one process. What was said in a room is forgotten some time after its last member left. */
export class MemoryRooms {
  readonly #rooms = new Map<string, Room>();
  readonly #ttlMs: number;
  readonly #now: () => number;
  /** Rooms without members and when they end, epoch ms; in this order, since all have the same time. */
  readonly #ending = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;

  /**
   * @param ttlMs how long a room outlives its last member
   * @param now epoch ms
   */
  constructor(ttlMs: number, now: () => number) {
    this.#ttlMs = ttlMs;
    this.#now = now;
  }

  enter(name: string, id: string, epoch: number, presence: Presence, capacity: number): Entered {
    const room = this.#open(name);
    if (room.members.size === 0) room.capacity = capacity;
    const before = room.members.get(id);
    if (before === undefined && room.members.size >= room.capacity) return 'full';
    if (before !== undefined && before.epoch > epoch) return 'stale';
    room.members.set(id, { epoch, presence });
    this.#ending.delete(name);
    if (!samePresence(before?.presence, presence)) tell(room, id, presence);
    return 'entered';
  }

  exit(name: string, id: string, epoch: number): void {
    const room = this.#rooms.get(name);
    const membership = room?.members.get(id);
    if (room === undefined || membership === undefined || membership.epoch > epoch) return;
    room.members.delete(id);
    tell(room, id, null);
    this.#endIfUnused(name, room);
  }

  exitAll(id: string): void {
    for (const name of this.#rooms.keys()) this.exit(name, id, Infinity);
  }

  say(name: string, message: RoomMessage, keep: 'kept' | 'passing'): void {
    const room = this.#open(name);
    if (keep === 'kept') room.history.push(message);
    if (room.history.length > HISTORY_MAX) room.history.shift();
    for (const listener of room.listeners) listener.message(message);
    this.#endIfUnused(name, room);
  }

  history(name: string): readonly RoomMessage[] {
    return [...(this.#rooms.get(name)?.history ?? [])];
  }

  /** @returns how to stop it */
  watch(name: string, listener: RoomListener): () => void {
    const room = this.#open(name);
    room.listeners.add(listener);
    const members = new Map<string, Presence>();
    for (const [id, { presence }] of room.members) members.set(id, presence);
    listener.reset(members);
    return () => {
      if (room.listeners.delete(listener)) this.#endIfUnused(name, room);
    };
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#rooms.clear();
    this.#ending.clear();
  }

  #open(name: string): Room {
    const room = this.#rooms.get(name) ?? {
      members: new Map(),
      listeners: new Set(),
      history: [],
      capacity: 0,
    };
    this.#rooms.set(name, room);
    return room;
  }

  #endIfUnused(name: string, room: Room): void {
    if (room.members.size > 0) return;
    if (room.history.length === 0 && room.listeners.size === 0) {
      this.#rooms.delete(name);
      this.#ending.delete(name);
      return;
    }
    if (this.#ending.has(name)) return;
    this.#ending.set(name, this.#now() + this.#ttlMs);
    this.#endLater();
  }

  #endLater(): void {
    const [due] = this.#ending.values();
    if (due === undefined) return;
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.#endDue();
        this.#endLater();
      },
      Math.max(due - this.#now(), 1),
    ).unref();
  }

  #endDue(): void {
    for (const [name, due] of this.#ending) {
      if (due > this.#now()) break;
      this.#ending.delete(name);
      const room = this.#rooms.get(name);
      if (room === undefined) continue;
      room.history.length = 0;
      if (room.listeners.size === 0) this.#rooms.delete(name);
    }
  }
}

export function samePresence(one: Presence | undefined, other: Presence | undefined): boolean {
  return one?.status === other?.status && one?.name === other?.name;
}

function tell(room: Room, id: string, presence: Presence | null): void {
  for (const listener of room.listeners) listener.change(id, presence);
}
