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
import { Courier } from './messages/courier.ts';
import { HeldInRedis } from './messages/held.ts';
import { Inbox } from './messages/inbox.ts';
import { messageNote, note, type Note } from './messages/notes.ts';
import { Outbox } from './messages/outbox.ts';
import { Requests } from './messages/requests.ts';
import { Waiting } from './messages/waiting.ts';
import { Attachment } from './peers/attachment.ts';
import { Directory } from './peers/directory.ts';
import { KeptIds } from './peers/kept-ids.ts';
import { Instances, Lease } from './peers/leases.ts';
import { Owners } from './peers/owners.ts';
import { Rooms } from './rooms/rooms.ts';
import { RoomsInRedis } from './rooms/scripts.ts';

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
  readonly #deliveries = new Requests<Delivery>();
  readonly #lists = new Requests<readonly string[]>();
  readonly #lease: Lease;
  readonly #instances: Instances;
  readonly #owners: Owners;
  readonly #outbox: Outbox;
  readonly #directory: Directory;
  readonly #keptIds: KeptIds;
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
    const usable = () => redis.connected;
    const attachment = () => this.#attachment;
    this.#lease = new Lease(redis, instance, leaseMs, now);
    this.#instances = new Instances(redis, leaseMs);
    this.#owners = new Owners(redis, instance, this.#instances);
    this.#outbox = new Outbox({
      redis,
      instance,
      onLost: (at, notes, loss) => {
        for (const each of notes) this.#courier.returned(at, each, loss);
      },
      onSent: (notes) => host.forwarded?.(notes.filter(isFirstForwarding).length),
    });
    this.#directory = new Directory({
      redis,
      now,
      time: () => this.#lease.time,
      attachment,
      owners: this.#owners,
      keptFor: (id) => this.#keptIds.ownerOf(id),
      onTakenOver: (from, id, epoch) => {
        if (from !== instance) this.#outbox.post(from, note('replaced', { to: id, from: `${epoch}` }));
      },
      onLost: (holder) => this.#rooms.lose(holder),
      onInherited: (id, rooms, epoch) => void this.#rooms.evict(id, rooms, epoch),
    });
    this.#keptIds = new KeptIds({
      redis,
      instance,
      owners: this.#owners,
      holderOf: (id) => this.#directory.get(id)?.owner ?? null,
      onFailure: () => this.#attachment.fault(),
      now,
    });
    const inRedis = new HeldInRedis(redis, instance, expireTimeoutMs);
    this.#waiting = new Waiting({ host, inRedis, usable, expireTimeoutMs });
    this.#courier = new Courier({
      instance,
      usable,
      directory: this.#directory,
      owners: this.#owners,
      outbox: this.#outbox,
      waiting: this.#waiting,
      answer: (request, delivery) => this.#deliveries.answer(request, delivery),
      isAwaited: (request) => this.#deliveries.has(request),
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

  get held(): number {
    return this.#waiting.count;
  }

  claim(id: string, owner: string, link: Link): Promise<Claim> {
    return this.#directory.claim(id, owner, link);
  }

  release(id: string, epoch: number): Promise<void> {
    return this.#directory.release(id, epoch);
  }

  async isOnline(id: string): Promise<boolean> {
    if (this.#directory.get(id) !== undefined) return true;
    try {
      if (!this.#redis.connected) return false;
      const { instance } = await this.#owners.locate(id);
      return instance !== null && instance !== this.#instance;
    } catch {
      return false;
    }
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

  reserve(id: string, owner: string, forMs: number): Promise<boolean> {
    return this.#keptIds.reserve(id, owner, forMs);
  }

  unreserve(id: string, owner: string): Promise<void> {
    return this.#keptIds.unreserve(id, owner);
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
    this.#courier.forget();
    await this.#keptIds.reconcile();
    await this.#directory.reconcile();
    await this.#rooms.reconcile();
  }

  async #tend(): Promise<void> {
    this.#instances.tidy();
    this.#courier.tellAgain();
    const dead = await this.#rooms.tend(this.#courier.instances());
    for (const instance of dead) this.#courier.forget(instance);
  }
}

/** What clients say to each other, and not what is sent after one that has moved. */
function isFirstForwarding({ kind, type, hops }: Note): boolean {
  return kind === 'message' && type !== 'EXPIRE' && hops === 0;
}
