/**
 * Rooms in Redis. A member is `epoch, instance, status, name`, a line each; no name is an empty one. Each change of what
 * can be seen of a room has the next revision, and is published in the same step. Revisions begin with the time,
 * in microseconds, so that they go up even when the room expired or Redis was emptied.
 */
import type { Redis, Script } from '../../../redis/index.ts';
import { HISTORY_MAX } from '../../../protocol/index.ts';
import type { Frame, Presence, RoomMessage } from '../../port.ts';
import { membersKey, roomChannel, roomKey, saidKey } from '../keys.ts';
import { buffers, texts } from '../replies.ts';
import { type Member, readFrame, readMember, type RoomState } from './format.ts';

/** A room with members is kept for so long after it was last touched, ms, and its own time. */
const OCCUPIED_MS = 60_000;

/** How often the rooms of this instance are touched, ms. */
export const TOUCH_EVERY_MS = OCCUPIED_MS / 4;

/** Most members of a dead instance that one step removes. */
const SWEEP_MAX = 500;

const TELL = `
  local channel, ttl, occupied = ARGV[1], ARGV[2], ARGV[3]
  local function keep()
    local ms = redis.call('EXISTS', KEYS[1]) == 1 and occupied or ttl
    for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ms) end
  end
  local function tell(id, member)
    local revision = redis.call('HGET', KEYS[2], 'revision')
    if revision then
      revision = string.format('%.0f', tonumber(revision) + 1)
    else
      local time = redis.call('TIME')
      revision = string.format('%.0f', tonumber(time[1]) * 1000000 + tonumber(time[2]))
    end
    redis.call('HSET', KEYS[2], 'revision', revision)
    redis.call('SPUBLISH', channel, table.concat({'change', revision, id, member}, '\\n'))
  end
  local function epochOf(member)
    return member and tonumber(string.match(member, '^%d+')) or -1
  end
  local function visible(member)
    return member and string.match(member, '\\n(.*)$')
  end`;

const ENTER: Script = {
  name: 'enter',
  source: `${TELL}
    local id, epoch, rest, capacity, force = ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
    local before = redis.call('HGET', KEYS[1], id)
    if epochOf(before) > tonumber(epoch) then return 'stale' end
    if not before then
      local size = redis.call('HLEN', KEYS[1])
      if size == 0 then redis.call('HSET', KEYS[2], 'capacity', capacity) end
      local most = tonumber(redis.call('HGET', KEYS[2], 'capacity') or capacity)
      if size >= most and force ~= '1' then return 'full' end
    end
    local member = epoch .. '\\n' .. rest
    redis.call('HSET', KEYS[1], id, member)
    if visible(before) ~= rest then tell(id, member) end
    keep()
    return 'entered'`,
};

const EXIT: Script = {
  name: 'exit',
  source: `${TELL}
    local id, epoch = ARGV[4], ARGV[5]
    local before = redis.call('HGET', KEYS[1], id)
    if not before or epochOf(before) > tonumber(epoch) then return 0 end
    redis.call('HDEL', KEYS[1], id)
    tell(id, '')
    keep()
    return 1`,
};

/** Removes the members of a dead instance. */
const SWEEP: Script = {
  name: 'sweep',
  source: `${TELL}
    local dead, most = ARGV[4], tonumber(ARGV[5])
    local members = redis.call('HGETALL', KEYS[1])
    local removed = 0
    for at = 1, #members, 2 do
      if removed < most and string.match(members[at + 1], '^%d+\\n([^\\n]*)') == dead then
        redis.call('HDEL', KEYS[1], members[at])
        tell(members[at], '')
        removed = removed + 1
      end
    end
    if removed > 0 then keep() end
    return removed`,
};

const TOUCH: Script = { name: 'touch', source: `${TELL} keep()` };

const SAY: Script = {
  name: 'say',
  source: `${TELL}
    local from, frame, kept = ARGV[4], ARGV[5], ARGV[6]
    local message = from .. '\\n' .. frame
    if kept == '1' then
      redis.call('RPUSH', KEYS[3], message)
      redis.call('LTRIM', KEYS[3], -tonumber(ARGV[7]), -1)
      keep()
    end
    redis.call('SPUBLISH', channel, 'message\\n' .. message)`,
};

const READ: Script = {
  name: 'read',
  source: `
    local members = redis.call('HGETALL', KEYS[1])
    table.insert(members, 1, redis.call('HGET', KEYS[2], 'revision') or '0')
    return members`,
};

const HISTORY: Script = {
  name: 'history',
  source: `return redis.call('LRANGE', KEYS[1], 0, -1)`,
  bytes: true,
};

export interface Entry {
  readonly id: string;
  readonly epoch: number;
  readonly presence: Presence;
  readonly capacity: number;
}

/** Each method throws a RedisFailure when Redis does not do it. */
export class RoomsInRedis {
  readonly #redis: Redis;
  readonly #instance: string;
  readonly #ttlMs: number;

  constructor(redis: Redis, instance: string, ttlMs: number) {
    this.#redis = redis;
    this.#instance = instance;
    this.#ttlMs = ttlMs;
  }

  /** @param force also when the room is full: the member was there before */
  async enter(room: string, { id, epoch, presence, capacity }: Entry, force: boolean) {
    const rest = `${this.#instance}\n${presence.status}\n${presence.name ?? ''}`;
    const reply = await this.#run(ENTER, room, [id, `${epoch}`, rest, `${capacity}`, force ? '1' : '0']);
    return reply === 'full' || reply === 'stale' ? reply : 'entered';
  }

  async exit(room: string, id: string, epoch: number): Promise<void> {
    await this.#run(EXIT, room, [id, `${epoch}`]);
  }

  async sweep(room: string, dead: string): Promise<void> {
    let removed = SWEEP_MAX;
    while (removed === SWEEP_MAX) removed = Number(await this.#run(SWEEP, room, [dead, `${SWEEP_MAX}`]));
  }

  async touch(room: string): Promise<void> {
    await this.#run(TOUCH, room, []);
  }

  async say(room: string, { from, frame }: RoomMessage, keep: boolean): Promise<void> {
    await this.#run(SAY, room, [from, frame, keep ? '1' : '0', `${HISTORY_MAX}`]);
  }

  async read(room: string): Promise<RoomState> {
    const reply = await this.#redis.run(READ, [membersKey(room), roomKey(room)], []);
    const [revision, ...fields] = texts(reply);
    const members = new Map<string, Member>();
    for (let at = 0; at < fields.length; at += 2) {
      const member = readMember(fields[at + 1] ?? '');
      if (member !== null) members.set(fields[at] ?? '', member);
    }
    return { revision: Number(revision), members };
  }

  async history(room: string): Promise<readonly RoomMessage[]> {
    return buffers(await this.#redis.run(HISTORY, [saidKey(room)], [])).map(readFrame);
  }

  #run(script: Script, room: string, args: readonly Frame[]): Promise<unknown> {
    const times = [`${this.#ttlMs}`, `${this.#ttlMs + OCCUPIED_MS}`];
    return this.#redis.run(
      script,
      [membersKey(room), roomKey(room), saidKey(room)],
      [roomChannel(room), ...times, ...args],
    );
  }
}
