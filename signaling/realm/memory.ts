/** The realm of a service that runs alone: everything in the memory of this process. */
import { HeldMessages } from './held.ts';
import type {
  Claim,
  Delivery,
  Entered,
  Envelope,
  Link,
  Presence,
  Realm,
  RealmHost,
  RoomListener,
  RoomMessage,
} from './port.ts';
import { Reconnects } from './reconnects.ts';
import { Reservations } from './reservations.ts';
import { MemoryRooms } from './rooms.ts';

export interface RealmOptions {
  readonly host: RealmHost;
  /** How long a message waits for an absent peer, ms. */
  readonly expireTimeoutMs: number;
  /** How long a room, and what was said in it, outlives its last member, ms. */
  readonly roomTtlMs: number;
  /** Epoch ms. */
  readonly now?: () => number;
}

interface Holder {
  readonly owner: string;
  readonly epoch: number;
  readonly link: Link;
  consenting: boolean;
}

export class MemoryRealm implements Realm {
  readonly connected = true;
  readonly #holders = new Map<string, Holder>();
  readonly #held: HeldMessages<Envelope>;
  readonly #reconnects = new Reconnects();
  readonly #reservations = new Reservations();
  readonly #rooms: MemoryRooms;
  readonly #host: RealmHost;
  readonly #now: () => number;
  #epoch = 0;
  /** All ids, until one comes or goes. */
  #ids: readonly string[] | null = null;

  constructor({ host, expireTimeoutMs, roomTtlMs, now = Date.now }: RealmOptions) {
    this.#host = host;
    this.#now = now;
    this.#rooms = new MemoryRooms(roomTtlMs, now);
    this.#held = new HeldMessages({
      expireTimeoutMs,
      onExpired: ([oldest]) => host.undelivered('expired', oldest),
    });
  }

  get held(): number {
    return this.#held.count;
  }

  async claim(id: string, owner: string, link: Link): Promise<Claim> {
    const now = this.#now();
    const older = this.#holders.get(id);
    if ((older?.owner ?? owner) !== owner) return { outcome: 'taken' };
    if ((this.#reservations.ownerOf(id, now) ?? owner) !== owner) return { outcome: 'taken' };
    const before = this.#reconnects.take(id, now);
    // Somebody else had this id: the place that it still has in a room is not the newcomer's.
    if (before !== null && before !== owner) this.#rooms.exitAll(id);
    const consenting = older?.consenting ?? before === owner;
    this.#epoch = Math.max(this.#epoch + 1, now * 1000);
    if (older === undefined) this.#ids = null;
    this.#holders.set(id, { owner, epoch: this.#epoch, link, consenting });
    older?.link.replaced();
    return { outcome: 'claimed', epoch: this.#epoch, consenting };
  }

  async release(id: string, epoch: number): Promise<void> {
    const holder = this.#holders.get(id);
    if (holder?.epoch !== epoch) return;
    this.#holders.delete(id);
    this.#ids = null;
    if (holder.consenting) this.#reconnects.remember(id, holder.owner, this.#now());
  }

  async isOnline(id: string): Promise<boolean> {
    return this.#holders.has(id);
  }

  async ids(): Promise<readonly string[]> {
    this.#ids ??= [...this.#holders.keys()];
    return this.#ids;
  }

  async reserve(id: string, owner: string, forMs: number): Promise<boolean> {
    const now = this.#now();
    const keeper = this.#holders.get(id)?.owner ?? this.#reservations.ownerOf(id, now) ?? owner;
    if (keeper !== owner) return false;
    this.#reservations.keep(id, owner, forMs, now);
    return true;
  }

  async unreserve(id: string, owner: string): Promise<void> {
    this.#reservations.letGo(id, owner);
  }

  send(envelope: Envelope, ifAbsent: 'hold' | 'drop'): void {
    if (this.#holders.get(envelope.to)?.link.receive(envelope) === true || ifAbsent === 'drop') return;
    if (!this.#held.add(envelope)) this.#host.undelivered('full', envelope);
  }

  async deliver(envelope: Envelope): Promise<Delivery> {
    return this.#holders.get(envelope.to)?.link.receive(envelope) === true ? 'delivered' : 'absent';
  }

  async collect(to: string): Promise<readonly Envelope[]> {
    return this.#held.take(to);
  }

  async enter(
    room: string,
    id: string,
    epoch: number,
    presence: Presence,
    capacity: number,
  ): Promise<Entered> {
    const holder = this.#holders.get(id);
    if (holder?.epoch !== epoch) return 'stale';
    const entered = this.#rooms.enter(room, id, epoch, presence, capacity);
    if (entered === 'entered') holder.consenting = true;
    return entered;
  }

  async exit(room: string, id: string, epoch: number): Promise<void> {
    this.#rooms.exit(room, id, epoch);
  }

  async say(room: string, message: RoomMessage, keep: 'kept' | 'passing'): Promise<void> {
    this.#rooms.say(room, message, keep);
  }

  async history(room: string): Promise<readonly RoomMessage[]> {
    return this.#rooms.history(room);
  }

  async watch(room: string, listener: RoomListener): Promise<() => void> {
    return this.#rooms.watch(room, listener);
  }

  async close(): Promise<void> {
    this.#holders.clear();
    this.#ids = null;
    this.#held.close();
    this.#rooms.close();
  }
}
