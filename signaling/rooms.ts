import { LOBBY, type RefusalCode, ROOMS_MAX } from './protocol/index.ts';
import type { Presence } from './realm/index.ts';
import { type Occupant, Room, type RoomOptions } from './room.ts';

/** A client as the rooms know it. */
export interface Guest extends Occupant {
  /** The rooms that it is in. */
  rooms: readonly Room[];
  /** Whether its socket is closed, or its id another's. */
  readonly gone: boolean;
}

export interface RoomsOptions extends RoomOptions {
  /** Most members of the lobby. */
  readonly lobbyCapacity: number;
  /** Most members of a room whose creator names no number. */
  readonly roomCapacity: number;
}

const NONE: readonly Room[] = [];

/** Every room that has members on this instance. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #rooms = new Map<string, Promise<Room>>();

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** How many rooms have members on this instance. */
  get size(): number {
    return this.#rooms.size;
  }

  /** Makes a client a member, or changes what is said of it. */
  async join(
    guest: Guest,
    name: string,
    presence: Presence,
    capacity = this.#options.roomCapacity,
  ): Promise<RefusalCode | null> {
    const before = roomOf(guest, name);
    if (before === null && guest.rooms.length >= ROOMS_MAX) return 'room/too-many';
    const room = before ?? (await this.#open(name));
    if (guest.gone) {
      room.closeIfEmpty();
      return 'request/not-joined';
    }
    const most = name === LOBBY ? this.#options.lobbyCapacity : capacity;
    if (before === null) guest.rooms = [...guest.rooms, room];
    const entered = await room.enter(guest, presence, most);
    if (entered === 'entered') return null;
    if (before === null) guest.rooms = without(guest.rooms, room);
    return entered === 'full' ? 'room/full' : 'request/not-joined';
  }

  async part(guest: Guest, room: Room): Promise<void> {
    guest.rooms = without(guest.rooms, room);
    await room.part(guest);
  }

  async partAll(guest: Guest): Promise<void> {
    const { rooms } = guest;
    guest.rooms = NONE;
    await Promise.all(rooms.map((room) => room.part(guest)));
  }

  /** The client's socket closed: its places are kept for the grace time. */
  blink(guest: Guest): void {
    for (const room of guest.rooms) room.blink(guest);
    guest.rooms = NONE;
  }

  /** Ends all memberships of this instance. */
  async close(): Promise<void> {
    const opening = [...this.#rooms.values()];
    this.#rooms.clear();
    await Promise.all(opening.map(async (room) => (await room).close()));
  }

  async #open(name: string): Promise<Room> {
    for (;;) {
      const opening = this.#rooms.get(name) ?? Room.open(name, this.#options, () => this.#rooms.delete(name));
      this.#rooms.set(name, opening);
      let room: Room;
      try {
        room = await opening;
      } catch (error) {
        this.#rooms.delete(name);
        throw error;
      }
      // Whoever waited for it as well may have come and gone meanwhile.
      if (!room.closed) return room;
    }
  }
}

export function roomOf(guest: Guest, name: string): Room | null {
  return guest.rooms.find((room) => room.name === name) ?? null;
}

/** What is said of somebody in a room that the client is in, too; `null` when it is in none of them. */
export function presenceNear(guest: Guest, id: string): Presence | null {
  for (const room of guest.rooms) {
    const presence = room.presenceOf(id);
    if (presence !== null) return presence;
  }
  return null;
}

function without(rooms: readonly Room[], room: Room): readonly Room[] {
  return rooms.length === 1 && rooms[0] === room ? NONE : rooms.filter((other) => other !== room);
}
