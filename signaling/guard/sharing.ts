/** Tells the other instances what this one counted, and learns what they did: over Redis, about once a second. */
import type { Redis, Script } from '../redis/port.ts';
import { type Contribution, type Shared, WINDOW_MS } from './tally.ts';

/** How often, ms. So long, an instance may let through what others have used up already. */
export const SHARE_INTERVAL_MS = 1000;

/** A count is told in one round, and fetched once more in the next: by then the others have told theirs of the same time. */
const ROUNDS = 2;

/**
 * Counts are spread over so many hashes for each window, on a cluster over its nodes. All of a hash goes in one call: the
 * cost depends on what happened, not on how many addresses it came from.
 */
const HASHES = 16;

/** Most counts in one call: at 2 to 3 us for each, measured on two busy cores, no script holds Redis up for a millisecond. */
const CALL_MAX = 250;

/** A window is read until the next one is over. */
const KEEP_MS = 3 * WINDOW_MS;

/** KEYS: the hash of a window and of the next. ARGV: for how long to keep them, then for each count its field and what to add. */
const CONTRIBUTE: Script = {
  name: 'contribute',
  source: `
local totals = {}
for i = 2, #ARGV, 3 do
  totals[#totals + 1] = redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1])
  if ARGV[i + 2] ~= '0' then redis.call('HINCRBY', KEYS[2], ARGV[i], ARGV[i + 2]) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return totals`,
};

export class Sharing {
  readonly #redis: Redis;
  readonly #hashes: readonly Shared[][] = Array.from({ length: HASHES }, () => []);
  #sharing: Promise<void> | null = null;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** The count has changed, or somebody wants to know it. */
  touch(count: Shared): void {
    if (count.rounds === 0) this.#hashes[hashOf(count.field)]?.push(count);
    count.rounds = ROUNDS;
  }

  /**
   * One round. While Redis is away it only forgets what has changed: a count that did not reach the others now is of
   * no use to them in another window.
   */
  async share(window: number): Promise<void> {
    // A round that Redis answers slowly: what changed since waits for the next one.
    if (this.#sharing !== null) return this.#sharing;
    this.#sharing = this.#shareAll(window).finally(() => {
      this.#sharing = null;
    });
    return this.#sharing;
  }

  async #shareAll(window: number): Promise<void> {
    const calls: Promise<void>[] = [];
    for (const [hash, touched] of this.#hashes.entries()) {
      const counts = touched.splice(0);
      for (const count of counts) {
        count.rounds -= 1;
        if (count.rounds > 0) touched.push(count);
      }
      if (!this.#redis.connected) continue;
      for (let from = 0; from < counts.length; from += CALL_MAX) {
        calls.push(this.#call(hash, window, counts.slice(from, from + CALL_MAX)));
      }
    }
    await Promise.all(calls);
  }

  async #call(hash: number, window: number, counts: readonly Shared[]): Promise<void> {
    const words = counts.flatMap((count) => wordsOf(count.field, count.contribute(window)));
    const keys = [keyOf(hash, window), keyOf(hash, window + 1)] as const;
    // A failure is Redis's, and already told by its client; what was contributed may have arrived or not.
    const totals = await this.#redis.run(CONTRIBUTE, keys, [`${KEEP_MS}`, ...words]).catch(() => null);
    if (!Array.isArray(totals)) return;
    for (const [at, count] of counts.entries()) count.learn(window, Number(totals[at]));
  }
}

function wordsOf(field: string, { now, next }: Contribution): readonly string[] {
  return [field, `${now}`, `${next}`];
}

function keyOf(hash: number, window: number): string {
  return `signaling:{l:${hash}}:${window}`;
}

/** Any even spread that all instances agree on. */
function hashOf(field: string): number {
  let hash = 0;
  for (let at = 0; at < field.length; at += 1) hash = (hash * 31 + field.charCodeAt(at)) | 0;
  return Math.abs(hash % HASHES);
}
