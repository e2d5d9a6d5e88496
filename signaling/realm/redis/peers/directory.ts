import { type Redis, RedisFailure } from '../../../redis/index.ts';
import type { Claim, Envelope, Link } from '../../port.ts';
import { Reconnects } from '../../reconnects.ts';
import type { Attachment } from './attachment.ts';
import { inChunks, Lanes } from '../lanes.ts';
import type { Owners } from './owners.ts';

/** A peer of this instance. */
export interface Holder {
  readonly id: string;
  readonly owner: string;
  readonly epoch: number;
  readonly link: Link;
  consenting: boolean;
  /** Rooms that its owner is known to have entered; none for most stock clients. */
  rooms: Set<string> | null;
  /** Whether Redis may know of it. */
  recorded: boolean;
}

type Claimed = Pick<Holder, 'epoch' | 'consenting' | 'recorded'>;

export interface DirectoryOptions {
  readonly redis: Redis;
  readonly owners: Owners;
  /** Whom an id is kept for as far as this instance knows, or `null`. */
  readonly keptFor: (id: string) => string | null;
  /** Not there yet when the directory is made. */
  readonly attachment: () => Attachment;
  readonly now: () => number;
  /** What time it is for all instances, epoch µs. */
  readonly time: () => number;
  /** An id was taken over from another instance. */
  readonly onTakenOver: (instance: string, id: string, epoch: number) => void;
  readonly onLost: (holder: Holder) => void;
  /** Somebody else has an id now: places that its last owner still has are not the newcomer's. */
  readonly onInherited: (id: string, rooms: readonly string[], epoch: number) => void;
}

/** The peers of this instance, and what Redis is told of them. */
export class Directory {
  readonly #options: DirectoryOptions;
  readonly #holders = new Map<string, Holder>();
  readonly #lanes = new Lanes();
  /** Owners who left; asked only while Redis is out of reach. */
  readonly #reconnects = new Reconnects();
  /** Ids given back that Redis may still take for held. */
  readonly #unreleased = new Set<string>();
  /** What other instances said of ids that are being claimed here just now. */
  readonly #notices = new Map<string, number>();
  #epoch = 0;

  constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  ids(): readonly string[] {
    return [...this.#holders.keys()];
  }

  get(id: string): Holder | undefined {
    return this.#holders.get(id);
  }

  /** Whether the peer took it; `null`: it is not here. */
  receive(envelope: Envelope): boolean | null {
    return this.#holders.get(envelope.to)?.link.receive(envelope) ?? null;
  }

  /** Does something with an id after all that was asked before for it. */
  async inTurn<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    const gate = this.#options.attachment().gate();
    if (gate === null) return this.#lanes.run(id, work);
    await gate;
    return this.#lanes.run(id, work);
  }

  /** Does something with an id after what is being done with it, in doubt or not. */
  inLane<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    return this.#lanes.run(id, work);
  }

  /** When nothing is being changed for an id; `null`: nothing is. */
  settled(id: string): Promise<unknown> | null {
    return this.#lanes.busy(id);
  }

  claim(id: string, owner: string, link: Link): Promise<Claim> {
    return this.inTurn(id, () => this.#claim(id, owner, link));
  }

  async #claim(id: string, owner: string, link: Link): Promise<Claim> {
    const older = this.#holders.get(id);
    if ((older?.owner ?? owner) !== owner) return { outcome: 'taken' };
    const claimed = await this.#record(id, owner);
    if (claimed === 'taken') return { outcome: 'taken' };
    const { epoch, consenting } = claimed;
    // Another instance may have been told `replaced` in between, and have told this one.
    const current = this.#holders.get(id);
    const recorded = claimed.recorded || current?.recorded === true || this.#unreleased.has(id);
    this.#holders.set(id, { id, owner, epoch, link, consenting, rooms: null, recorded });
    this.#unreleased.delete(id);
    current?.link.replaced();
    const notice = this.#notices.get(id);
    if (notice !== undefined) this.replaced(id, notice);
    return { outcome: 'claimed', epoch, consenting };
  }

  async #record(id: string, owner: string): Promise<Claimed | 'taken'> {
    const { redis, owners, onTakenOver, onInherited } = this.#options;
    if (!redis.connected) return this.#claimHere(id, owner, false);
    try {
      const record = await owners.claim(id, owner, this.#holders.has(id));
      if (record === null) return 'taken';
      if (record.before !== '') onTakenOver(record.before, id, record.epoch);
      if (record.rooms.length > 0) onInherited(id, record.rooms, record.epoch);
      return { ...record, recorded: true };
    } catch (error) {
      return this.#claimHere(id, owner, !(error instanceof RedisFailure) || error.done === 'unknown');
    }
  }

  #claimHere(id: string, owner: string, recorded: boolean): Claimed | 'taken' {
    this.#options.attachment().fault();
    const now = this.#options.now();
    if ((this.#options.keptFor(id) ?? owner) !== owner) return 'taken';
    const older = this.#holders.get(id);
    const left = this.#reconnects.take(id, now);
    this.#epoch = Math.max(this.#epoch + 1, (older?.epoch ?? 0) + 1, this.#options.time());
    return { epoch: this.#epoch, consenting: older?.consenting ?? left === owner, recorded };
  }

  release(id: string, epoch: number): Promise<void> {
    return this.inTurn(id, async () => {
      const holder = this.#holders.get(id);
      if (holder?.epoch !== epoch) return;
      this.#holders.delete(id);
      if (holder.consenting) this.#reconnects.remember(id, holder.owner, this.#options.now());
      if (holder.recorded) await this.#release(id);
    });
  }

  async #release(id: string): Promise<void> {
    try {
      await this.#options.owners.release(id);
      this.#unreleased.delete(id);
    } catch {
      this.#unreleased.add(id);
      this.#options.attachment().fault();
    }
  }

  /** Somebody has claimed an id with this epoch. An older holder of it here owns nothing any more. */
  replaced(id: string, epoch: number): void {
    const holder = this.#holders.get(id);
    if (holder !== undefined && holder.epoch < epoch) return this.lose(holder);
    const busy = this.#lanes.busy(id);
    if (busy === null) return;
    // It may be about a claim that is done in Redis already, and not yet here.
    this.#notices.set(id, Math.max(epoch, this.#notices.get(id) ?? 0));
    void busy.then(() => this.#notices.delete(id));
  }

  lose(holder: Holder): void {
    if (this.#holders.get(holder.id) !== holder) return;
    this.#holders.delete(holder.id);
    this.#options.onLost(holder);
    holder.link.replaced();
  }

  /**
   * Compares every peer with Redis, and writes what is missing there.
   *
   * @throws RedisFailure
   */
  async reconcile(): Promise<void> {
    await inChunks([...this.#unreleased], (id) =>
      this.#lanes.run(id, async () => {
        if (this.#unreleased.has(id)) await this.#release(id);
      }),
    );
    await inChunks([...this.#holders.values()], (holder) =>
      this.#lanes.run(holder.id, async () => {
        if (this.#holders.get(holder.id) === holder) await this.confirm(holder);
      }),
    );
  }

  /**
   * Says again in Redis that a peer is here.
   *
   * @param room where it enters, or is a member
   * @returns `false`: the id is somebody else's, and the link has been told
   * @throws RedisFailure
   */
  async confirm(holder: Holder, room = ''): Promise<boolean> {
    const { owners, onTakenOver } = this.#options;
    const consenting = holder.consenting || room !== '';
    holder.recorded = true;
    const { lost, before } = await owners.confirm({ ...holder, consenting }, room);
    if (lost) this.lose(holder);
    else if (before !== '') onTakenOver(before, holder.id, holder.epoch);
    if (room !== '') holder.rooms = (holder.rooms ?? new Set()).add(room);
    return !lost;
  }

  /** Gives all ids back. */
  async close(): Promise<void> {
    const holders = [...this.#holders.values()];
    this.#holders.clear();
    await inChunks(holders, ({ id, recorded }) => (recorded ? this.#release(id) : Promise.resolve()));
  }
}
