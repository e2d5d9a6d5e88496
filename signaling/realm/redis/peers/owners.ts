/** Who holds an id, in Redis. */
import type { Redis, Script } from '../../../redis/index.ts';
import { RECONNECT_WINDOW_MS } from '../../reconnects.ts';
import type { Instances } from './leases.ts';
import { enteredKey, keptKey, ownerKey } from '../keys.ts';
import { texts } from '../replies.ts';

/** A record that nobody confirms for so long belongs to an instance that is no more, ms. */
export const OWNER_TTL_MS = 60 * 60_000;

/** How often a claim is tried again because somebody else was faster. */
const ATTEMPTS = 5;

/** Most rooms that are remembered of an owner; it can be in a few at once, and may not have left others properly. */
const ENTERED_MAX = 64;

/** Numbers are written with all digits: epochs have 16, Lua prints 14. */
const CLAIM: Script = {
  name: 'claim',
  source: `
    local instance, owner, dead, ttl = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
    local kept = redis.call('GET', KEYS[2])
    if kept and kept ~= owner then return {'taken', ''} end
    local at, epoch, before, consenting = unpack(redis.call('HMGET', KEYS[1], 'i', 'e', 'o', 'c'))
    local live = at and at ~= ''
    if live and before ~= owner and at ~= dead then return {'held', at} end
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
    local next = string.format('%.0f', math.max(now, (tonumber(epoch) or 0) + 1))
    local consent = before == owner and consenting == '1' and '1' or '0'
    local rooms = {}
    if before and before ~= owner then
      rooms = redis.call('SMEMBERS', KEYS[3])
      redis.call('DEL', KEYS[3])
    end
    redis.call('HSET', KEYS[1], 'i', instance, 'e', next, 'o', owner, 'c', consent)
    redis.call('PEXPIRE', KEYS[1], ttl)
    return {'claimed', live and at or '', next, consent, unpack(rooms)}`,
};

/**
 * Says again who holds an id. Of one owner's claims the newest wins; of several owners' the one that Redis knows, as long
 * as its instance lives, except over an id that is kept for this one.
 */
const CONFIRM: Script = {
  name: 'confirm',
  source: `
    local instance, epoch, owner, consent, room, dead, ttl = unpack(ARGV)
    local kept = redis.call('GET', KEYS[2])
    if kept and kept ~= owner then return {'lost', ''} end
    local at, other, before, consenting = unpack(redis.call('HMGET', KEYS[1], 'i', 'e', 'o', 'c'))
    local elsewhere = at and at ~= '' and at ~= instance
    if before == owner or not kept then
      if elsewhere and before ~= owner and at ~= dead then return {'held', at} end
      if other and at ~= instance and tonumber(other) > tonumber(epoch) then return {'lost', ''} end
    end
    if before == owner and consenting == '1' then consent = '1' end
    redis.call('HSET', KEYS[1], 'i', instance, 'e', epoch, 'o', owner, 'c', consent)
    redis.call('PEXPIRE', KEYS[1], ttl)
    if room ~= '' and redis.call('SCARD', KEYS[3]) < ${ENTERED_MAX} then
      redis.call('SADD', KEYS[3], room)
    end
    redis.call('PEXPIRE', KEYS[3], ttl)
    return {'kept', elsewhere and at or ''}`,
};

/** Only the instance knows which of its own claims is the last, so the epoch is not asked for. */
const RELEASE: Script = {
  name: 'release',
  source: `
    local at, consenting = unpack(redis.call('HMGET', KEYS[1], 'i', 'c'))
    if at ~= ARGV[1] then return 0 end
    if consenting == '1' then
      redis.call('HSET', KEYS[1], 'i', '')
      redis.call('PEXPIRE', KEYS[1], ARGV[2])
      redis.call('PEXPIRE', KEYS[2], ARGV[2])
    else
      redis.call('DEL', KEYS[1], KEYS[2])
    end
    return 1`,
};

export interface Record {
  readonly id: string;
  readonly owner: string;
  readonly epoch: number;
  readonly consenting: boolean;
}

export interface ClaimedRecord {
  readonly epoch: number;
  readonly consenting: boolean;
  /** The instance that held the id for the same owner until now, or did before it died; empty when none. */
  readonly before: string;
  /** Where the id still has places of another owner. */
  readonly rooms: readonly string[];
}

/** Each method throws a RedisFailure when Redis does not do it. */
export class Owners {
  readonly #redis: Redis;
  readonly #instance: string;
  readonly #instances: Instances;

  constructor(redis: Redis, instance: string, instances: Instances) {
    this.#redis = redis;
    this.#instance = instance;
    this.#instances = instances;
  }

  /**
   * @param held whether this instance holds the id; a record that says so in vain is as good as none
   * @returns `null`: somebody else has it
   */
  async claim(id: string, owner: string, held: boolean): Promise<ClaimedRecord | null> {
    const [outcome, before, epoch, consent, ...rooms] = await this.overTheDead(
      CLAIM,
      id,
      held ? '' : this.#instance,
      (dead) => [this.#instance, owner, dead, `${OWNER_TTL_MS}`],
    );
    if (outcome !== 'claimed' || before === undefined) return null;
    return { epoch: Number(epoch), consenting: consent === '1', before, rooms };
  }

  /**
   * @param room where it enters, or empty
   * @returns `lost`: it is somebody else's by now; or the instance that held it until now, mostly none (empty)
   */
  async confirm(
    { id, owner, epoch, consenting }: Record,
    room = '',
  ): Promise<{ readonly lost: boolean; readonly before: string }> {
    const [outcome, before] = await this.overTheDead(CONFIRM, id, '', (dead) => [
      this.#instance,
      `${epoch}`,
      owner,
      consenting ? '1' : '0',
      room,
      dead,
      `${OWNER_TTL_MS}`,
    ]);
    return { lost: outcome !== 'kept', before: before ?? '' };
  }

  async release(id: string): Promise<void> {
    const args = [this.#instance, `${RECONNECT_WINDOW_MS}`];
    await this.#redis.run(RELEASE, [ownerKey(id), enteredKey(id)], args);
  }

  async leave(id: string, room: string): Promise<void> {
    await this.#redis.command(enteredKey(id), ['SREM', enteredKey(id), room]);
  }

  /** Where a peer is: the instance, if it lives, and otherwise the one that is dead, if any. */
  async locate(id: string): Promise<{ readonly instance: string | null; readonly dead: string }> {
    const at = await this.#redis.command(ownerKey(id), ['HGET', ownerKey(id), 'i']);
    if (typeof at !== 'string' || at === '') return { instance: null, dead: '' };
    if (at === this.#instance || (await this.#instances.alive(at))) return { instance: at, dead: '' };
    return { instance: null, dead: at };
  }

  /**
   * Runs a script on what is known of an id, once more when what is in its way belongs to an instance that is dead.
   *
   * @param args for an instance that is known to be dead, or empty
   * @returns the script's reply, or `taken`
   */
  async overTheDead(
    script: Script,
    id: string,
    knownDead: string,
    args: (dead: string) => readonly string[],
  ): Promise<readonly string[]> {
    const keys = [ownerKey(id), keptKey(id), enteredKey(id)] as const;
    let dead = knownDead;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const reply = texts(await this.#redis.run(script, [...keys], args(dead)));
      const [outcome, at] = reply;
      if (outcome !== 'held' || at === undefined) return reply;
      if (at === this.#instance || (await this.#instances.alive(at))) return ['taken'];
      dead = at;
    }
    return ['taken'];
  }
}
