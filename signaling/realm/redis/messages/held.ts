/** Messages that wait in Redis for peers who are not there, so that they may come back on any instance. */
import type { Redis, Script } from '../../../redis/index.ts';
import { HELD_PER_PEER_MAX } from '../../held.ts';
import type { Envelope } from '../../port.ts';
import { heldKey, ownerKey } from '../keys.ts';
import { decodeNotes, encodeNotes, messageNote } from './notes.ts';
import { buffers } from '../replies.ts';

/**
 * The list begins with an empty element, which stays when the messages are taken out: where there is no list, its
 * messages were lost with it.
 *
 * Refuses what is for a peer that is there by now, unless that one does not take it yet.
 */
const HOLD: Script = {
  name: 'hold',
  source: `
    local message, most, ttl, force, dead = unpack(ARGV)
    if force ~= '1' then
      local at = redis.call('HGET', KEYS[2], 'i')
      if at and at ~= '' and at ~= dead then return at end
    end
    if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('RPUSH', KEYS[1], '') end
    if redis.call('LLEN', KEYS[1]) > tonumber(most) then return 'full' end
    redis.call('RPUSH', KEYS[1], message)
    redis.call('PEXPIRE', KEYS[1], ttl)
    return 'held'`,
};

/** @returns the list as it was */
const COLLECT: Script = {
  name: 'collect',
  source: `
    local messages = redis.call('LRANGE', KEYS[1], 0, -1)
    redis.call('LTRIM', KEYS[1], 0, 0)
    return messages`,
  bytes: true,
};

/** Takes out the messages with the tokens ARGV, and says how many of them nobody had taken out before. */
const EXPIRE: Script = {
  name: 'expire',
  source: `
    if redis.call('EXISTS', KEYS[1]) == 0 then return #ARGV end
    local due = {}
    for _, token in ipairs(ARGV) do due[token] = true end
    local expired = 0
    for _, message in ipairs(redis.call('LRANGE', KEYS[1], 1, -1)) do
      if due[string.match(message, '^([^;]*);')] then
        expired = expired + redis.call('LREM', KEYS[1], 1, message)
      end
    end
    return expired`,
};

const SEPARATOR = ';';

export type Holding =
  | { readonly outcome: 'held' | 'full' }
  /** The peer is there after all. */
  | { readonly outcome: 'there'; readonly instance: string };

export interface HeldMessage {
  readonly token: string;
  readonly envelope: Envelope;
}

/** Each method throws a RedisFailure when Redis does not do it. */
export class HeldInRedis {
  readonly #redis: Redis;
  readonly #instance: string;
  readonly #ttlMs: number;
  #sequence = 0;

  constructor(redis: Redis, instance: string, expireTimeoutMs: number) {
    this.#redis = redis;
    this.#instance = instance;
    // Whoever held it takes it out; this is for instances that died.
    this.#ttlMs = 2 * expireTimeoutMs + 1000;
  }

  /** Names one message. */
  token(): string {
    this.#sequence += 1;
    return `${this.#instance}:${this.#sequence}`;
  }

  /** @param dead an instance that is not alive, whatever the record of the peer says */
  async hold(token: string, envelope: Envelope, force: boolean, dead: string): Promise<Holding> {
    const message = Buffer.concat([
      Buffer.from(`${token}${SEPARATOR}`),
      encodeNotes(this.#instance, [messageNote(envelope, 'hold')]),
    ]);
    const args = [message, `${HELD_PER_PEER_MAX}`, `${this.#ttlMs}`, force ? '1' : '0', dead];
    const reply = await this.#redis.run(HOLD, [heldKey(envelope.to), ownerKey(envelope.to)], args);
    if (reply === 'held' || reply === 'full') return { outcome: reply };
    return { outcome: 'there', instance: String(reply) };
  }

  /** @returns `null`: what was held is lost */
  async collect(to: string): Promise<readonly HeldMessage[] | null> {
    const [start, ...messages] = buffers(await this.#redis.run(COLLECT, [heldKey(to)], []));
    if (start === undefined) return null;
    return messages.flatMap((message) => {
      const at = message.indexOf(SEPARATOR);
      const token = message.toString('utf8', 0, at);
      const { notes } = decodeNotes(message.subarray(at + 1));
      return notes.map(({ type, from, frame }) => ({ token, envelope: { type, from, to, frame } }));
    });
  }

  /** @returns whether any of the messages reached nobody */
  async expire(to: string, tokens: readonly string[]): Promise<boolean> {
    return Number(await this.#redis.run(EXPIRE, [heldKey(to)], tokens)) > 0;
  }
}
