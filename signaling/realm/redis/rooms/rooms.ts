import { type Redis, RedisFailure, type Subscription } from '../../../redis/index.ts';
import type { Entered, Presence, RoomListener, RoomMessage } from '../../port.ts';
import { roomChannel } from '../keys.ts';
import { inChunks } from '../lanes.ts';
import type { Attachment } from '../peers/attachment.ts';
import type { Directory, Holder } from '../peers/directory.ts';
import type { Instances } from '../peers/leases.ts';
import type { Owners } from '../peers/owners.ts';
import { RoomMirror } from './mirror.ts';
import { Places } from './places.ts';
import { type Entry, type RoomsInRedis, TOUCH_EVERY_MS } from './scripts.ts';

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
  readonly #places = new Places();
  readonly #watched = new Map<string, Watched>();
  #touchedAt = 0;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** In turn with all that is done for the id. Never rejects. */
  async enter(room: string, holder: Holder, presence: Presence, capacity: number): Promise<Entered> {
    const entry = { id: holder.id, epoch: holder.epoch, presence, capacity };
    let entered: Entered;
    let recorded = true;
    try {
      entered = await this.#enterInRedis(room, holder, entry);
    } catch (error) {
      recorded = mayBeDone(error);
      entered = this.#enterHere(room, entry);
      // Redis may have let it in, or will.
      if (entered === 'full' && recorded) this.#places.owe(room, entry.id, entry.epoch);
    }
    if (entered !== 'entered') return entered;
    holder.consenting = true;
    this.#places.take(room, entry, recorded);
    return entered;
  }

  async #enterInRedis(room: string, holder: Holder, entry: Entry): Promise<Entered> {
    const { redis, inRedis, directory } = this.#options;
    if (!redis.connected) throw new RedisFailure('not connected', 'no');
    if (holder.rooms?.has(room) !== true && !(await directory.confirm(holder, room))) return 'stale';
    const entered = await inRedis.enter(room, entry, false);
    if (entered !== 'full' || !(await this.#sweepDead(room))) return entered;
    return inRedis.enter(room, entry, false);
  }

  #enterHere(room: string, entry: Entry): Entered {
    const { instance, attachment } = this.#options;
    attachment().fault();
    const mirror = this.#watched.get(room)?.mirror;
    const members = mirror?.members ?? this.#places.of(room);
    const [first] = this.#places.of(room).values();
    const full = members.size >= (first ?? entry).capacity;
    if (full && !members.has(entry.id)) return 'full';
    mirror?.apply(entry.id, { epoch: entry.epoch, instance, presence: entry.presence });
    return 'entered';
  }

  /** In turn with all that is done for the id. Never rejects. */
  async exit(room: string, id: string, epoch: number): Promise<void> {
    const { owners, directory } = this.#options;
    if (this.#places.leave(room, id, epoch)?.recorded === false) return this.#exitHere(room, id, epoch);
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
    for (const room of rooms ?? []) this.#places.leave(room, id, epoch);
  }

  async say(room: string, message: RoomMessage, keep: boolean): Promise<void> {
    try {
      await this.#options.inRedis.say(room, message, keep);
    } catch (error) {
      // When it may have been said, it is not said twice.
      if (!mayBeDone(error)) this.#watched.get(room)?.mirror.say(message);
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
    const mirror = new RoomMirror({
      read: () => inRedis.read(room),
      onFailure: () => attachment().fault(),
      onGone: (id) => this.#gone(room, id),
    });
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
    for (const { id, epoch, presence } of this.#places.of(room).values()) {
      mirror.apply(id, { epoch, instance, presence });
    }
  }

  /**
   * Writes all memberships that Redis may not know, and reads the rooms again.
   *
   * @throws RedisFailure
   */
  async reconcile(): Promise<void> {
    const { directory } = this.#options;
    const owed = this.#places.takeOwed();
    await inChunks(owed, ({ room, id, epoch }) => this.#exitInRedis(room, id, epoch));
    await inChunks(this.#places.all(), ({ room, entry }) =>
      directory.inLane(entry.id, () => this.#writeAgain(room, entry)),
    );
    await inChunks([...this.#watched.values()], ({ mirror }) => mirror.refresh());
  }

  /** In turn with all that is done for the id. */
  async #writeAgain(room: string, entry: Entry): Promise<void> {
    const { inRedis, directory } = this.#options;
    const isOurs = () => this.#places.of(room).get(entry.id)?.epoch === entry.epoch;
    const holder = directory.get(entry.id);
    if (!isOurs()) return;
    if (holder?.epoch === entry.epoch && !(await directory.confirm(holder, room))) return;
    const latest = this.#places.of(room).get(entry.id);
    if (latest === undefined || !isOurs()) return;
    latest.recorded = true;
    if ((await inRedis.enter(room, latest, true)) === 'stale')
      this.#places.leave(room, entry.id, entry.epoch);
  }

  /** One of this instance may have been removed by another one, which took this one for dead just before it came back. */
  #gone(room: string, id: string): void {
    const { directory, attachment } = this.#options;
    const entry = this.#places.of(room).get(id);
    if (entry === undefined || directory.get(id)?.epoch !== entry.epoch) return;
    const back = directory.inLane(id, async () => {
      const isBack = this.#watched.get(room)?.mirror.members.has(id) === true;
      if (!isBack) await this.#writeAgain(room, entry);
    });
    back.catch(() => attachment().fault());
  }

  /** Keeps the rooms of this instance, and removes the members of those that died. Never rejects. */
  async tend(instances: ReadonlySet<string>): Promise<readonly string[]> {
    const { inRedis } = this.#options;
    const dead: string[] = [];
    try {
      const now = performance.now();
      if (now - this.#touchedAt > TOUCH_EVERY_MS) {
        this.#touchedAt = now;
        await inChunks(this.#places.rooms(), (room) => inRedis.touch(room));
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
      this.#places.owe(room, id, epoch);
      this.#exitHere(room, id, epoch);
    }
  }

  #exitHere(room: string, id: string, epoch: number): void {
    const mirror = this.#watched.get(room)?.mirror;
    if ((mirror?.members.get(id)?.epoch ?? Infinity) <= epoch) mirror?.apply(id, null);
  }

  /** Ends all memberships of this instance. */
  async close(): Promise<void> {
    const places = this.#places.all().filter(({ entry }) => entry.recorded);
    this.#places.clear();
    for (const { subscription } of this.#watched.values()) subscription.stop();
    this.#watched.clear();
    await inChunks(places, ({ room, entry }) => this.#exitInRedis(room, entry.id, entry.epoch));
  }
}

function mayBeDone(error: unknown): boolean {
  return !(error instanceof RedisFailure && error.done === 'no');
}
