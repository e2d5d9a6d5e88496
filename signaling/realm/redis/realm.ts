/** The realm of a service of several instances: in Redis, as far as others have to know it. */
import { type Redis } from '../../redis/index.ts';
import type { RealmOptions } from '../memory.ts';
import type {
  Claim,
  Delivery,
  Entered,
  Envelope,
  Link,
  Presence,
  Realm,
  RoomListener,
  RoomMessage,
} from '../port.ts';
import { Reservations } from '../reservations.ts';
import { Attachment } from './attachment.ts';
import { inChunks } from './chunks.ts';
import { Courier } from './courier.ts';
import { Directory } from './directory.ts';
import { HeldInRedis } from './held.ts';
import { Inbox } from './inbox.ts';
import { Instances } from './instances.ts';
import { Lease } from './lease.ts';
import { Locations } from './locations.ts';
import { messageNote, note } from './notes.ts';
import { Outbox } from './outbox.ts';
import { Owners } from './owners.ts';
import { Requests } from './requests.ts';
import { RoomsInRedis } from './room-scripts.ts';
import { Rooms } from './rooms.ts';
import { Waiting } from './waiting.ts';

/** Longest wait for another instance to say whether a peer took a message, ms. */
const DELIVERY_TIMEOUT_MS = 2000;

/** Longest wait for another instance to name its peers, ms. */
const IDS_TIMEOUT_MS = 1000;

export interface RedisRealmOptions extends RealmOptions {
  /** Is not closed with the realm. */
  readonly redis: Redis;
  /** Names this instance among all, once: letters, digits, `-` and `_`. */
  readonly instance: string;
  /** After so long without a sign of life, an instance and its peers are gone, ms; 8000 unless given. */
  readonly leaseMs?: number;
}

export class RedisRealm implements Realm {
  readonly #redis: Redis;
  readonly #now: () => number;
  readonly #reservations = new Reservations();
  readonly #locations = new Locations();
  readonly #deliveries = new Requests<Delivery>();
  readonly #lists = new Requests<readonly string[]>();
  readonly #lease: Lease;
  readonly #instances: Instances;
  readonly #owners: Owners;
  readonly #outbox: Outbox;
  readonly #directory: Directory;
  readonly #waiting: Waiting;
  readonly #courier: Courier;
  readonly #rooms: Rooms;
  readonly #attachment: Attachment;
  readonly #inbox: Inbox;
  readonly #instance: string;

  private constructor(options: RedisRealmOptions) {
    const { redis, instance, leaseMs = 8000, host, expireTimeoutMs, roomTtlMs, now = Date.now } = options;
    this.#redis = redis;
    this.#instance = instance;
    this.#now = now;
    const usable = () => redis.connected;
    const attachment = () => this.#attachment;
    this.#lease = new Lease(redis, instance, leaseMs);
    this.#instances = new Instances(redis, leaseMs);
    this.#owners = new Owners(redis, instance, this.#instances);
    this.#outbox = new Outbox(redis, instance, (at, notes, loss) => {
      for (const each of notes) this.#courier.returned(at, each, loss);
    });
    this.#directory = new Directory({
      redis,
      now,
      attachment,
      owners: this.#owners,
      reservations: this.#reservations,
      onTakenOver: (from, id, epoch) => {
        if (from !== instance) this.#outbox.post(from, note('replaced', { to: id, from: `${epoch}` }));
      },
      onLost: (holder) => this.#rooms.lose(holder),
      onInherited: (id, rooms, epoch) => void this.#rooms.evict(id, rooms, epoch),
    });
    const inRedis = new HeldInRedis(redis, instance, expireTimeoutMs);
    this.#waiting = new Waiting({ host, inRedis, usable, expireTimeoutMs, now });
    this.#courier = new Courier({
      instance,
      usable,
      directory: this.#directory,
      owners: this.#owners,
      outbox: this.#outbox,
      locations: this.#locations,
      waiting: this.#waiting,
      answer: (request, delivery) => this.#deliveries.answer(request, delivery),
    });
    this.#rooms = new Rooms({
      redis,
      instance,
      attachment,
      inRedis: new RoomsInRedis(redis, instance, roomTtlMs),
      owners: this.#owners,
      instances: this.#instances,
      directory: this.#directory,
    });
    this.#attachment = new Attachment({
      redis,
      leaseMs,
      lease: this.#lease,
      reconcile: () => this.#reconcile(),
      onRenewed: () => void this.#tend(),
    });
    this.#inbox = new Inbox({
      redis,
      instance,
      attachment: this.#attachment,
      directory: this.#directory,
      courier: this.#courier,
      outbox: this.#outbox,
      waiting: this.#waiting,
      deliveries: this.#deliveries,
      lists: this.#lists,
    });
  }

  /** Comes back when it is written in Redis that this instance is there, or Redis is known to be away. */
  static async open(options: RedisRealmOptions): Promise<RedisRealm> {
    const realm = new RedisRealm(options);
    await realm.#inbox.ready;
    await realm.#attachment.check();
    return realm;
  }

  get connected(): boolean {
    return this.#redis.connected && this.#attachment.attached;
  }

  claim(id: string, owner: string, link: Link): Promise<Claim> {
    return this.#directory.claim(id, owner, link);
  }

  release(id: string, epoch: number): Promise<void> {
    return this.#directory.release(id, epoch);
  }

  async ids(): Promise<readonly string[]> {
    const ids = new Set(this.#directory.ids());
    try {
      const others = (await this.#instances.all()).filter((instance) => instance !== this.#instance);
      const lists = await Promise.all(others.map((instance) => this.#listOf(instance)));
      for (const list of lists) for (const id of list) ids.add(id);
    } catch {
      // Those of this instance, then.
    }
    return [...ids];
  }

  #listOf(instance: string): Promise<readonly string[]> {
    return this.#lists.ask(IDS_TIMEOUT_MS, [], (request) => {
      this.#outbox.post(instance, note('ids?', { request }));
    });
  }

  async reserve(id: string, owner: string, forMs: number): Promise<boolean> {
    const now = this.#now();
    const holder = this.#directory.get(id);
    if ((holder?.owner ?? owner) !== owner) return false;
    let kept: boolean;
    try {
      kept = await this.#owners.reserve(id, owner, forMs, holder !== undefined);
    } catch {
      this.#attachment.fault();
      kept = (this.#reservations.ownerOf(id, now) ?? owner) === owner;
    }
    if (kept) this.#reservations.keep(id, owner, forMs, now);
    return kept;
  }

  async unreserve(id: string, owner: string): Promise<void> {
    this.#reservations.letGo(id, owner);
    // If it cannot be said, the id is kept for a while longer.
    await this.#owners.unreserve(id, owner).catch(() => undefined);
  }

  send(envelope: Envelope, ifAbsent: 'hold' | 'drop'): void {
    const gate = this.#attachment.gate();
    if (gate === null) this.#send(envelope, ifAbsent);
    else void this.#sendAfter(gate, envelope, ifAbsent);
  }

  async #sendAfter(gate: Promise<void>, envelope: Envelope, ifAbsent: 'hold' | 'drop'): Promise<void> {
    await gate;
    this.#send(envelope, ifAbsent);
  }

  #send(envelope: Envelope, ifAbsent: 'hold' | 'drop'): void {
    const taken = this.#directory.receive(envelope);
    if (taken === true) return;
    if (taken === null) this.#courier.send(messageNote(envelope, ifAbsent));
    else if (ifAbsent === 'hold') void this.#waiting.hold(envelope, true);
  }

  async deliver(envelope: Envelope): Promise<Delivery> {
    const gate = this.#attachment.gate();
    if (gate !== null) await gate;
    const taken = this.#directory.receive(envelope);
    if (taken !== null) return taken ? 'delivered' : 'absent';
    return this.#deliveries.ask(DELIVERY_TIMEOUT_MS, 'unconfirmed', (request) => {
      this.#courier.send(messageNote(envelope, 'deliver', request));
    });
  }

  collect(to: string): Promise<readonly Envelope[]> {
    return this.#waiting.collect(to);
  }

  enter(room: string, id: string, epoch: number, presence: Presence, capacity: number): Promise<Entered> {
    return this.#directory.inTurn(id, async () => {
      const holder = this.#directory.get(id);
      return holder?.epoch === epoch ? this.#rooms.enter(room, holder, presence, capacity) : 'stale';
    });
  }

  exit(room: string, id: string, epoch: number): Promise<void> {
    return this.#directory.inTurn(id, () => this.#rooms.exit(room, id, epoch));
  }

  say(room: string, message: RoomMessage, keep: 'kept' | 'passing'): Promise<void> {
    return this.#rooms.say(room, message, keep === 'kept');
  }

  history(room: string): Promise<readonly RoomMessage[]> {
    return this.#rooms.history(room);
  }

  watch(room: string, listener: RoomListener): Promise<() => void> {
    return this.#rooms.watch(room, listener);
  }

  async close(): Promise<void> {
    this.#attachment.close();
    this.#waiting.close();
    await this.#rooms.close();
    await this.#directory.close();
    this.#inbox.close();
    // Otherwise it runs out.
    await this.#lease.end().catch(() => undefined);
  }

  async #reconcile(): Promise<void> {
    this.#locations.clear();
    const kept = [...this.#reservations.entries(this.#now())];
    await inChunks(kept, async ([id, owner, forMs]) => {
      const held = this.#directory.get(id) !== undefined;
      if (!(await this.#owners.reserve(id, owner, forMs, held))) this.#reservations.letGo(id, owner);
    });
    await this.#directory.reconcile();
    await this.#rooms.reconcile();
  }

  async #tend(): Promise<void> {
    this.#instances.tidy();
    const dead = await this.#rooms.tend(this.#locations.instances());
    for (const instance of dead) this.#locations.forgetInstance(instance);
  }
}
