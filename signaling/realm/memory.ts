/** The realm of a service that runs alone: everything in the memory of this process. */
import type { Status } from '../protocol/index.ts';
import { HeldMessages } from './held.ts';
import type { Claim, Envelope, Link, Realm, RoomListener, Sent } from './port.ts';
import { Reconnects } from './reconnects.ts';
import { MemoryRooms } from './rooms.ts';

export interface MemoryRealmOptions {
  /** How long a message waits for an absent peer, ms. */
  readonly expireTimeoutMs: number;
  /** Epoch ms. */
  readonly now?: () => number;
}

interface Holder {
  readonly token: string;
  readonly epoch: number;
  readonly link: Link;
  consenting: boolean;
}

export class MemoryRealm implements Realm {
  readonly #holders = new Map<string, Holder>();
  readonly #held = new HeldMessages();
  readonly #reconnects = new Reconnects();
  readonly #rooms = new MemoryRooms();
  readonly #expireTimeoutMs: number;
  readonly #now: () => number;
  #epoch = 0;

  constructor({ expireTimeoutMs, now = Date.now }: MemoryRealmOptions) {
    this.#expireTimeoutMs = expireTimeoutMs;
    this.#now = now;
  }

  async claim(id: string, token: string, link: Link): Promise<Claim> {
    const older = this.#holders.get(id);
    if (older !== undefined && older.token !== token) return { outcome: 'taken' };
    const before = this.#reconnects.take(id, this.#now());
    // Somebody else had this id: the place that it still has in a room is not the newcomer's.
    if (before !== null && before !== token) this.#rooms.exitAll(id);
    const consenting = older?.consenting ?? before === token;
    this.#epoch += 1;
    this.#holders.set(id, { token, epoch: this.#epoch, link, consenting });
    older?.link.replaced();
    return { outcome: 'claimed', epoch: this.#epoch, consenting };
  }

  async release(id: string, epoch: number): Promise<void> {
    const holder = this.#holders.get(id);
    if (holder?.epoch !== epoch) return;
    this.#holders.delete(id);
    if (holder.consenting) this.#reconnects.remember(id, holder.token, this.#now());
  }

  async ids(): Promise<readonly string[]> {
    return [...this.#holders.keys()];
  }

  async send(envelope: Envelope, ifAbsent: 'hold' | 'drop'): Promise<Sent> {
    if (this.#holders.get(envelope.to)?.link.receive(envelope) === true) return 'delivered';
    if (ifAbsent === 'drop') return 'absent';
    return this.#held.add(envelope, this.#now()) ? 'held' : 'full';
  }

  async collect(to: string): Promise<readonly Envelope[]> {
    return this.#held.take(to);
  }

  async expire() {
    const expired = this.#held.expire(this.#now() - this.#expireTimeoutMs);
    return { expired, waiting: !this.#held.empty };
  }

  async enter(room: string, id: string, epoch: number, status: Status): Promise<void> {
    const holder = this.#holders.get(id);
    if (holder?.epoch !== epoch) return;
    holder.consenting = true;
    this.#rooms.enter(room, id, epoch, status);
  }

  async exit(room: string, id: string, epoch: number): Promise<void> {
    this.#rooms.exit(room, id, epoch);
  }

  async watch(room: string, listener: RoomListener): Promise<() => void> {
    return this.#rooms.watch(room, listener);
  }
}
