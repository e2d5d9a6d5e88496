import { ChatLog } from './chat-log.ts';
import { type Logger, logFailure } from './log.ts';
import type { Metrics } from './metrics/index.ts';
import type { Entered, Presence, Realm, RoomListener, RoomMessage } from './realm/index.ts';
import { type Recipient, RoomFeed } from './room-feed.ts';

/** A client as a room sees it. */
export interface Occupant extends Recipient {
  readonly id: string;
  readonly epoch: number;
}

export interface RoomOptions {
  readonly realm: Realm;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Changes are told together, at most once in this time, ms. */
  readonly tickMs: number;
  /** How long a member whose socket closed keeps its place, so that a reload does not flicker, ms. */
  readonly graceMs: number;
}

/** One room, for as long as it has members on this instance: who is in it, and what they are told. */
export class Room implements RoomListener {
  readonly name: string;
  readonly #realm: Realm;
  readonly #log: Logger;
  readonly #graceMs: number;
  readonly #feed: RoomFeed;
  readonly #chat: ChatLog;
  /** The members on this instance, with what was said of them last. */
  readonly #occupants = new Map<Occupant, Presence>();
  /** Members whose socket is closed, by id. */
  readonly #blinking = new Map<string, { readonly occupant: Occupant; readonly timer: NodeJS.Timeout }>();
  readonly #onEmpty: (room: Room) => void;
  #opened = false;
  #closed = false;
  #stopWatching = (): void => {};

  private constructor(name: string, options: RoomOptions, onEmpty: (room: Room) => void) {
    this.name = name;
    this.#realm = options.realm;
    this.#log = options.log;
    this.#graceMs = options.graceMs;
    this.#feed = new RoomFeed(name, options.tickMs, options.metrics);
    this.#chat = new ChatLog(name);
    this.#onEmpty = onEmpty;
  }

  /** @param onEmpty nobody on this instance is in the room any more */
  static async open(name: string, options: RoomOptions, onEmpty: (room: Room) => void): Promise<Room> {
    const room = new Room(name, options, onEmpty);
    room.#stopWatching = await options.realm.watch(name, room);
    room.#chat.merge(await options.realm.history(name));
    room.#opened = true;
    return room;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Makes a client a member, or changes what is said of it. */
  async enter(occupant: Occupant, presence: Presence, capacity: number): Promise<Entered> {
    const before = this.#occupants.get(occupant);
    this.#occupants.set(occupant, presence);
    const entered = await this.#realm.enter(this.name, occupant.id, occupant.epoch, presence, capacity);
    if (entered !== 'entered' && before === undefined) this.#remove(occupant);
    // Whoever went meanwhile has its grace time running.
    if (entered === 'entered' && this.#occupants.has(occupant)) this.#steady(occupant.id);
    return entered;
  }

  /** From now on the client is told of the room, beginning with who is there and what was said. */
  subscribe(occupant: Occupant): void {
    if (!this.#occupants.has(occupant)) return;
    this.#feed.subscribe(occupant);
    occupant.send(this.#chat.frame);
  }

  async part(occupant: Occupant): Promise<void> {
    if (!this.#occupants.has(occupant)) return;
    this.#remove(occupant);
    await this.#realm.exit(this.name, occupant.id, occupant.epoch);
  }

  /** The client's socket closed: its place is kept for the grace time. */
  blink(occupant: Occupant): void {
    if (!this.#occupants.has(occupant) || this.#closed) return;
    const exit = (): void => {
      this.#blinking.delete(occupant.id);
      const exited = this.#realm.exit(this.name, occupant.id, occupant.epoch);
      exited.catch(logFailure(this.#log, 'exit after the grace time'));
      this.closeIfEmpty();
    };
    this.#steady(occupant.id);
    this.#blinking.set(occupant.id, { occupant, timer: setTimeout(exit, this.#graceMs) });
    this.#remove(occupant);
  }

  /** What a client on this instance said of itself; `null` when it is not a member. */
  own(occupant: Occupant): Presence | null {
    return this.#occupants.get(occupant) ?? null;
  }

  /**
   * What is said of a member; `null` when it is not in the room. It may be there only for the rest of its grace time:
   * or on another instance by now, which a room here hears nothing of when all that is said of it is as before.
   */
  presenceOf(id: string): Presence | null {
    return this.#feed.presenceOf(id);
  }

  /** Whether that was said already, so that a client that heard no ACK may say it again. */
  wasSaid(from: string, id: string): boolean {
    return this.#chat.has(from, id);
  }

  say(message: RoomMessage): Promise<void> {
    return this.#realm.say(this.name, message, 'kept');
  }

  reset(members: ReadonlyMap<string, Presence>): void {
    this.#feed.reset(members);
    if (!this.#opened) return;
    this.#catchUp().catch(logFailure(this.#log, 'reading what was said in a room'));
  }

  change(id: string, presence: Presence | null): void {
    this.#feed.change(id, presence);
  }

  message(message: RoomMessage): void {
    if (this.#chat.add(message)) this.#feed.broadcast(message.frame);
  }

  /** Ends all memberships of this instance. Those who have come back to another one by now stay there. */
  async close(): Promise<void> {
    const left = [...this.#occupants.keys()];
    for (const { occupant } of this.#blinking.values()) left.push(occupant);
    this.#end();
    await Promise.all(left.map(({ id, epoch }) => this.#realm.exit(this.name, id, epoch)));
  }

  /** Ends what nobody on this instance needs any more. */
  closeIfEmpty(): void {
    if (this.#closed || this.#occupants.size > 0 || this.#blinking.size > 0) return;
    this.#end();
    this.#onEmpty(this);
  }

  /** Tells what was said while the realm could not be heard. */
  async #catchUp(): Promise<void> {
    const history = await this.#realm.history(this.name);
    for (const { frame } of this.#chat.merge(history)) this.#feed.broadcast(frame);
  }

  #remove(occupant: Occupant): void {
    this.#feed.unsubscribe(occupant);
    this.#occupants.delete(occupant);
    this.closeIfEmpty();
  }

  #end(): void {
    this.#closed = true;
    this.#stopWatching();
    this.#feed.close();
    for (const { timer } of this.#blinking.values()) clearTimeout(timer);
    this.#blinking.clear();
  }

  #steady(id: string): void {
    clearTimeout(this.#blinking.get(id)?.timer);
    this.#blinking.delete(id);
  }
}
