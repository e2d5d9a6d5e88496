import type { Presence, RoomListener, RoomMessage } from '../../port.ts';
import { samePresence } from '../../rooms.ts';
import { type Change, type Member, readNotice, type RoomState } from './format.ts';

export interface MirrorOptions {
  /** Throws a RedisFailure. */
  readonly read: () => Promise<RoomState>;
  /** The room could not be read, and may be other than it is here. */
  readonly onFailure: () => void;
  /** Redis says that somebody is no member any more. */
  readonly onGone: (id: string) => void;
}

/** A room as this instance knows it, for those on this instance who watch it. */
export class RoomMirror {
  readonly #options: MirrorOptions;
  readonly #listeners = new Set<RoomListener>();
  readonly #members = new Map<string, Member>();
  #revision = 0;
  /** While the room is being read: what has changed since. */
  #since: Change[] | null = null;
  #reading: Promise<void> | null = null;
  /** A change was missed. */
  #gap = false;

  constructor(options: MirrorOptions) {
    this.#options = options;
  }

  get members(): ReadonlyMap<string, Member> {
    return this.#members;
  }

  instances(): ReadonlySet<string> {
    const instances = new Set<string>();
    for (const { instance } of this.#members.values()) instances.add(instance);
    return instances;
  }

  add(listener: RoomListener): void {
    listener.reset(this.#presences());
    this.#listeners.add(listener);
  }

  remove(listener: RoomListener): void {
    this.#listeners.delete(listener);
  }

  /** Reads the room, in place of what was known of it. Never rejects. */
  refresh(): Promise<void> {
    // What is being read may be older than what is asked for.
    this.#gap = true;
    this.#reading ??= this.#refresh().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  /** Takes what was told on the channel of the room. */
  receive(bytes: Uint8Array): void {
    const notice = readNotice(bytes);
    if (notice?.kind === 'message') this.say(notice.message);
    if (notice?.kind === 'change') this.#follow(notice.change);
  }

  say(message: RoomMessage): void {
    for (const listener of this.#listeners) listener.message(message);
  }

  /** A change that only this instance knows of. */
  apply(id: string, member: Member | null): void {
    const before = this.#members.get(id)?.presence;
    if (member === null) this.#members.delete(id);
    else this.#members.set(id, member);
    const presence = member?.presence ?? null;
    if (samePresence(before, member?.presence)) return;
    for (const listener of this.#listeners) listener.change(id, presence);
  }

  async #refresh(): Promise<void> {
    do {
      this.#gap = false;
      this.#since = [];
      try {
        this.#replace(await this.#options.read());
      } catch {
        this.#options.onFailure();
      }
      const since = this.#since;
      this.#since = null;
      for (const change of since) this.#follow(change);
    } while (this.#gap);
  }

  #replace({ revision, members }: RoomState): void {
    this.#revision = revision;
    const gone = [...this.#members.keys()].filter((id) => !members.has(id));
    this.#members.clear();
    for (const [id, member] of members) this.#members.set(id, member);
    const presences = this.#presences();
    for (const listener of this.#listeners) listener.reset(presences);
    for (const id of gone) this.#options.onGone(id);
  }

  #follow(change: Change): void {
    if (this.#since !== null) {
      this.#since.push(change);
      return;
    }
    if (change.revision <= this.#revision) return;
    // The first change of a room has any revision.
    this.#gap ||= this.#revision !== 0 && change.revision !== this.#revision + 1;
    this.#revision = change.revision;
    this.apply(change.id, change.member);
    if (change.member === null) this.#options.onGone(change.id);
    if (this.#gap) void this.refresh();
  }

  #presences(): ReadonlyMap<string, Presence> {
    const presences = new Map<string, Presence>();
    for (const [id, { presence }] of this.#members) presences.set(id, presence);
    return presences;
  }
}
