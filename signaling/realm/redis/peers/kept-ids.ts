import type { Redis, Script } from '../../../redis/index.ts';
import { Reservations } from '../../reservations.ts';
import { keptKey } from '../keys.ts';
import { inChunks } from '../lanes.ts';
import type { Owners } from './owners.ts';

/** So many kept ids are looked for in Redis to find out whether it has lost what it had. */
const SAMPLE = 32;

/** This part of them may be gone, because other instances let them go. */
const GONE_PART = 1 / 8;

/** An id may be kept for longer by another instance already. */
const RESERVE: Script = {
  name: 'reserve',
  source: `
    local owner, ms, dead = ARGV[1], ARGV[2], ARGV[3]
    local kept = redis.call('GET', KEYS[2])
    if kept and kept ~= owner then return {'taken', ''} end
    local at, holder = unpack(redis.call('HMGET', KEYS[1], 'i', 'o'))
    if at and at ~= '' and holder ~= owner and at ~= dead then return {'held', at} end
    if redis.call('PTTL', KEYS[2]) < tonumber(ms) then redis.call('SET', KEYS[2], owner, 'PX', ms) end
    return {'reserved', ''}`,
};

const UNRESERVE: Script = {
  name: 'unreserve',
  source: `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`,
};

export interface KeptIdsOptions {
  readonly redis: Redis;
  readonly instance: string;
  readonly owners: Owners;
  /** Who holds an id on this instance, or `null`. */
  readonly holderOf: (id: string) => string | null;
  /** Something could not be written. */
  readonly onFailure: () => void;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Ids that are kept for their owners: in Redis, and as far as this instance has heard of them. */
export class KeptIds {
  readonly #options: KeptIdsOptions;
  readonly #known = new Reservations();
  /** Those of them that Redis may not know. */
  readonly #unwritten = new Set<string>();

  constructor(options: KeptIdsOptions) {
    this.#options = options;
  }

  /** Whom an id is kept for as far as this instance knows, or `null`. */
  ownerOf(id: string): string | null {
    return this.#known.ownerOf(id, this.#options.now());
  }

  /** Never rejects. */
  async reserve(id: string, owner: string, forMs: number): Promise<boolean> {
    const { holderOf, onFailure, now } = this.#options;
    if ((holderOf(id) ?? owner) !== owner) return false;
    let kept: boolean;
    try {
      kept = await this.#write(id, owner, forMs);
    } catch {
      onFailure();
      kept = (this.ownerOf(id) ?? owner) === owner;
      if (kept) this.#unwritten.add(id);
    }
    if (kept) this.#known.keep(id, owner, forMs, now());
    return kept;
  }

  /** Never rejects. */
  async unreserve(id: string, owner: string): Promise<void> {
    this.#known.letGo(id, owner);
    // If it cannot be said, the id is kept for a while longer.
    await this.#options.redis.run(UNRESERVE, [keptKey(id)], [owner]).catch(() => undefined);
  }

  /**
   * Writes what Redis does not know: mostly little, and all of it when Redis has lost what it had.
   *
   * @throws RedisFailure
   */
  async reconcile(): Promise<void> {
    const known = [...this.#known.entries(this.#options.now())];
    const due = (await this.#areLost(known)) ? known : known.filter(([id]) => this.#unwritten.has(id));
    await inChunks(due, async ([id, owner, forMs]) => {
      if (!(await this.#write(id, owner, forMs))) this.#known.letGo(id, owner);
    });
    this.#unwritten.clear();
  }

  async #areLost(known: readonly (readonly [id: string, ...unknown[]])[]): Promise<boolean> {
    const step = Math.max(Math.ceil(known.length / SAMPLE), 1);
    const sample = known.filter((_, at) => at % step === 0);
    const there = await Promise.all(
      sample.map(([id]) => this.#options.redis.command(keptKey(id), ['EXISTS', keptKey(id)])),
    );
    return there.filter((each) => each !== 1).length > sample.length * GONE_PART;
  }

  async #write(id: string, owner: string, forMs: number): Promise<boolean> {
    const { owners, instance, holderOf } = this.#options;
    // A record that says in vain that this instance holds it is as good as none.
    const dead = holderOf(id) === null ? instance : '';
    const [outcome] = await owners.overTheDead(RESERVE, id, dead, (gone) => [owner, `${forMs}`, gone]);
    return outcome === 'reserved';
  }
}
