import { type Redis, RedisFailure, type Subscription } from '../../redis/index.ts';
import type { Entered, Presence, RoomListener, RoomMessage } from '../port.ts';
import type { Attachment } from './attachment.ts';
import { inChunks } from './chunks.ts';
import type { Directory, Holder } from './directory.ts';
import type { Instances } from './instances.ts';
import { roomChannel } from './keys.ts';
import { RoomMirror } from './mirror.ts';
import type { Owners } from './owners.ts';
import { type Entry, type RoomsInRedis, TOUCH_EVERY_MS } from './room-scripts.ts';

interface Watched {
  readonly mirror: RoomMirror;
  readonly subscription: Subscription;
  readonly begun: Promise<void>;
  watchers: number;
}

export interface RoomsOptions {
  readonly redis: Redis;
  readonly instance: string;
  readonly inRedis: RoomsInRedis;
  readonly owners: Owners;
  readonly instances: Instances;
  readonly directory: Directory;
  readonly attachment: () => Attachment;
}

/** Rooms: the members that are on this instance, and the rooms that are watched on it. */
export class Rooms {
  readonly #options: RoomsOptions;
  /** Room -> id -> what it entered with. */
  readonly #ours = new Map<string, Map<string, Entry>>();
  readonly #watched = new Map<string, Watched>();
  /** Exits that could not be written: room -> id -> epoch. */
  readonly #unwritten = new Map<string, Map<string, number>>();
  #touchedAt = 0;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** In turn with all that is done for the id. Never rejects. */
  async enter(room: string, holder: Holder, presence: Presence, capacity: number): Promise<Entered> {
    const entry = { id: holder.id, epoch: holder.epoch, presence, capacity };
    const entered = (await this.#enterInRedis(room, holder, entry)) ?? this.#enterHere(room, entry);
    if (entered !== 'entered') return entered;
    holder.consenting = true;
    const ours = this.#ours.get(room) ?? new Map<string, Entry>();
    this.#ours.set(room, ours);
    ours.set(entry.id, entry);
    return entered;
  }

  /** `null`: Redis did not do it. */
  async #enterInRedis(room: string, holder: Holder, entry: Entry): Promise<Entered | null> {
    const { redis, inRedis, directory } = this.#options;
    if (!redis.connected) return null;
    try {
      if (holder.rooms?.has(room) !== true && !(await directory.confirm(holder, room))) return 'stale';
      const entered = await inRedis.enter(room, entry, false);
      if (entered !== 'full' || !(await this.#sweepDead(room))) return entered;
      return await inRedis.enter(room, entry, false);
    } catch {
      return null;
    }
  }

  #enterHere(room: string, entry: Entry): Entered {
    const { instance, attachment } = this.#options;
    attachment().fault();
    const mirror = this.#watched.get(room)?.mirror;
    const members = mirror?.members ?? this.#ours.get(room);
    const [first] = this.#ours.get(room)?.values() ?? [];
    const full = (members?.size ?? 0) >= (first ?? entry).capacity;
    if (full && members?.has(entry.id) !== true) return 'full';
    mirror?.apply(entry.id, { epoch: entry.epoch, instance, presence: entry.presence });
    return 'entered';
  }

  /** In turn with all that is done for the id. Never rejects. */
  async exit(room: string, id: string, epoch: number): Promise<void> {
    const { owners, directory } = this.#options;
    this.#forget(room, id, epoch);
    await this.#exitInRedis(room, id, epoch);
    if (directory.get(id)?.rooms?.delete(room) !== true) return;
    // What stays there only costs a few bytes.
    owners.leave(id, room).catch(() => undefined);
  }

  /** Ends the memberships of the last owner of an id. */
  async evict(id: string, rooms: readonly string[], epoch: number): Promise<void> {
    for (const room of rooms) await this.#exitInRedis(room, id, epoch - 1);
  }

  /** The id is somebody else's, who enters anew. */
  lose({ id, epoch, rooms }: Holder): void {
    for (const room of rooms ?? []) this.#forget(room, id, epoch);
  }

  async say(room: string, message: RoomMessage, keep: boolean): Promise<void> {
    try {
      await this.#options.inRedis.say(room, message, keep);
    } catch (error) {
      // When it may have been said, it is not said twice.
      if (error instanceof RedisFailure && error.done === 'no') this.#watched.get(room)?.mirror.say(message);
    }
  }

  async history(room: string): Promise<readonly RoomMessage[]> {
    try {
      return await this.#options.inRedis.history(room);
    } catch {
      return [];
    }
  }

  async watch(room: string, listener: RoomListener): Promise<() => void> {
    const watched = this.#watched.get(room) ?? this.#begin(room);
    watched.watchers += 1;
    await watched.begun;
    watched.mirror.add(listener);
    let stopped = false;
    return () => {
      if (stopped) return;
      stopped = true;
      watched.mirror.remove(listener);
      watched.watchers -= 1;
      if (watched.watchers > 0) return;
      watched.subscription.stop();
      this.#watched.delete(room);
    };
  }

  #begin(room: string): Watched {
    const { redis, inRedis, attachment } = this.#options;
    const mirror = new RoomMirror(
      () => inRedis.read(room),
      () => attachment().fault(),
    );
    const subscription = redis.subscribe(roomChannel(room), (message) => mirror.receive(message));
    const watched = { mirror, subscription, begun: this.#read(room, mirror, subscription), watchers: 0 };
    this.#watched.set(room, watched);
    return watched;
  }

  /** First listens, then reads, so that no change falls in between. */
  async #read(room: string, mirror: RoomMirror, { ready }: Subscription): Promise<void> {
    const { redis, instance } = this.#options;
    // If it fails, the room is read again when it works.
    await ready.catch(() => undefined);
    if (redis.connected) return mirror.refresh();
    for (const { id, epoch, presence } of this.#ours.get(room)?.values() ?? []) {
      mirror.apply(id, { epoch, instance, presence });
    }
  }

  /**
   * Writes all memberships that Redis may not know, and reads the rooms again.
   *
   * @throws RedisFailure
   */
  async reconcile(): Promise<void> {
    const { inRedis, directory } = this.#options;
    const exits = [...this.#unwritten].flatMap(([room, ids]) =>
      [...ids].map(([id, epoch]) => ({ room, id, epoch })),
    );
    this.#unwritten.clear();
    await inChunks(exits, ({ room, id, epoch }) => this.#exitInRedis(room, id, epoch));
    const entries = [...this.#ours].flatMap(([room, ids]) =>
      [...ids.values()].map((entry) => ({ room, entry })),
    );
    await inChunks(entries, async ({ room, entry }) => {
      const holder = directory.get(entry.id);
      if (holder?.epoch === entry.epoch && !(await directory.confirm(holder, room))) return;
      if (this.#ours.get(room)?.get(entry.id) !== entry) return;
      if ((await inRedis.enter(room, entry, true)) === 'stale') this.#forget(room, entry.id, entry.epoch);
    });
    await inChunks([...this.#watched.values()], ({ mirror }) => mirror.refresh());
  }

  /** Keeps the rooms of this instance, and removes the members of those that died. Never rejects. */
  async tend(instances: ReadonlySet<string>): Promise<readonly string[]> {
    const { inRedis } = this.#options;
    const dead: string[] = [];
    try {
      const now = performance.now();
      if (now - this.#touchedAt > TOUCH_EVERY_MS) {
        this.#touchedAt = now;
        await inChunks([...this.#ours.keys()], (room) => inRedis.touch(room));
      }
      const seen = new Set(instances);
      for (const { mirror } of this.#watched.values()) for (const each of mirror.instances()) seen.add(each);
      dead.push(...(await this.#dead(seen)));
      for (const gone of dead) {
        const rooms = [...this.#watched].filter(([, { mirror }]) => mirror.instances().has(gone));
        await inChunks(rooms, ([room]) => inRedis.sweep(room, gone));
      }
    } catch {
      // Next time.
    }
    return dead;
  }

  async #sweepDead(room: string): Promise<boolean> {
    const { members } = await this.#options.inRedis.read(room);
    const dead = await this.#dead(new Set([...members.values()].map(({ instance }) => instance)));
    for (const gone of dead) await this.#options.inRedis.sweep(room, gone);
    return dead.length > 0;
  }

  async #dead(seen: ReadonlySet<string>): Promise<readonly string[]> {
    const { instance, instances } = this.#options;
    const others = [...seen].filter((each) => each !== instance);
    const alive = await Promise.all(others.map((each) => instances.alive(each)));
    return others.filter((_, at) => alive[at] === false);
  }

  async #exitInRedis(room: string, id: string, epoch: number): Promise<void> {
    try {
      await this.#options.inRedis.exit(room, id, epoch);
    } catch {
      this.#options.attachment().fault();
      const ids = this.#unwritten.get(room) ?? new Map<string, number>();
      this.#unwritten.set(room, ids);
      ids.set(id, epoch);
      const mirror = this.#watched.get(room)?.mirror;
      if ((mirror?.members.get(id)?.epoch ?? Infinity) <= epoch) mirror?.apply(id, null);
    }
  }

  #forget(room: string, id: string, epoch: number): void {
    const ours = this.#ours.get(room);
    if ((ours?.get(id)?.epoch ?? Infinity) > epoch) return;
    ours?.delete(id);
    if (ours?.size === 0) this.#ours.delete(room);
  }

  /** Ends all memberships of this instance. */
  async close(): Promise<void> {
    const entries = [...this.#ours].flatMap(([room, ids]) =>
      [...ids.values()].map((entry) => ({ room, entry })),
    );
    this.#ours.clear();
    for (const { subscription } of this.#watched.values()) subscription.stop();
    this.#watched.clear();
    await inChunks(entries, ({ room, entry }) => this.#exitInRedis(room, entry.id, entry.epoch));
  }
}
