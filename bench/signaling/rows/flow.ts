/** One turn of a closed loop, for the rows that saturate a server. */
import { setTimeout as wait } from 'node:timers/promises';
import type { RunningRedis } from '../../../signaling/testing/redis.ts';
import type { Group } from '../group.ts';
import type { Load } from '../load.ts';
import { redisUse } from '../redis-use.ts';
import type { Figures } from '../rounds.ts';

export const OFFER_BYTES = 2_048;
const CLIENTS = 64;
/** Messages under way for each client. */
const WINDOW = 4;
/** All odd, so that with 2, 4 or 8 instances it is always another one. */
const OFFSETS = [1, 3, 5, 7, 11, 13, 17, 19];
const WARM_UP_MS = 500;
const MEASURED_MS = 2_000;

/** Starts a closed loop after a look at whether messages arrive as they should. */
async function startFlow(load: Load, { competitor, targets }: Group): Promise<void> {
  await load.gather({ targets, count: CLIENTS, concurrency: CLIENTS });
  await load.check({ bytes: OFFER_BYTES, stamped: competitor.stamps });
  await load.flow({ bytes: OFFER_BYTES, window: WINDOW, offsets: OFFSETS });
}

async function stopFlow(load: Load): Promise<void> {
  await load.stopFlow();
  await load.close();
}

/** Lets the compilers of all instances finish. */
export async function warmUp(load: Load, group: Group, ms: number): Promise<void> {
  await startFlow(load, group);
  await wait(ms);
  await stopFlow(load);
}

export async function flowTurn(load: Load, group: Group, redis?: RunningRedis): Promise<Figures> {
  await startFlow(load, group);
  await wait(WARM_UP_MS);
  const before = await sample(load, group, redis);
  await wait(MEASURED_MS);
  const after = await sample(load, group, redis);
  await stopFlow(load);
  const messages = after.messages - before.messages;
  const ms = after.atMs - before.atMs;
  return {
    perSecond: (messages * 1000) / ms,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / messages,
    redisMicros: (after.redisMicros - before.redisMicros) / messages,
    // Of one core.
    serverShare: (after.cpuMicros - before.cpuMicros) / ms / 1000,
  };
}

async function sample(load: Load, group: Group, redis: RunningRedis | undefined) {
  const [{ messages, atMs }, { cpuMicros }, use] = await Promise.all([
    load.count(),
    group.used(),
    redis === undefined ? { cpuMicros: 0 } : redisUse(redis),
  ]);
  return { messages, atMs, cpuMicros, redisMicros: use.cpuMicros };
}
