import type { Status } from '../protocol/index.ts';
import type { RoomListener } from './port.ts';

interface Membership {
  readonly epoch: number;
  readonly status: Status;
}

interface Room {
  readonly members: Map<string, Membership>;
  readonly listeners: Set<RoomListener>;
}

/** Rooms of one process. A room exists for as long as it has a member or a listener. */
export class MemoryRooms {
  readonly #rooms = new Map<string, Room>();

  enter(name: string, id: string, epoch: number, status: Status): void {
    const room = this.#open(name);
    const before = room.members.get(id)?.status;
    room.members.set(id, { epoch, status });
    if (before !== status) tell(room, id, status);
  }

  exit(name: string, id: string, epoch: number): void {
    const room = this.#rooms.get(name);
    const membership = room?.members.get(id);
    if (room === undefined || membership === undefined || membership.epoch > epoch) return;
    room.members.delete(id);
    tell(room, id, null);
    this.#closeIfUnused(name, room);
  }

  exitAll(id: string): void {
    for (const name of this.#rooms.keys()) this.exit(name, id, Infinity);
  }

  /** @returns how to stop it */
  watch(name: string, listener: RoomListener): () => void {
    const room = this.#open(name);
    room.listeners.add(listener);
    const members = new Map<string, Status>();
    for (const [id, { status }] of room.members) members.set(id, status);
    listener.reset(members);
    return () => {
      room.listeners.delete(listener);
      this.#closeIfUnused(name, room);
    };
  }

  #open(name: string): Room {
    const room = this.#rooms.get(name) ?? { members: new Map(), listeners: new Set() };
    this.#rooms.set(name, room);
    return room;
  }

  #closeIfUnused(name: string, room: Room): void {
    if (room.members.size === 0 && room.listeners.size === 0) this.#rooms.delete(name);
  }
}

function tell(room: Room, id: string, status: Status | null): void {
  for (const listener of room.listeners) listener.change(id, status);
}
