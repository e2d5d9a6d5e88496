/** What a Redis has done so far. */
import { infoOf, type RunningRedis } from '../../signaling/testing/redis.ts';

export interface RedisUse {
  readonly cpuMicros: number;
  /** Those that ask for this included: two. */
  readonly commands: number;
}

export async function redisUse(redis: RunningRedis): Promise<RedisUse> {
  const [cpu, stats] = await Promise.all([infoOf(redis, 'cpu'), infoOf(redis, 'stats')]);
  const seconds = Number(cpu.get('used_cpu_user')) + Number(cpu.get('used_cpu_sys'));
  return { cpuMicros: seconds * 1e6, commands: Number(stats.get('total_commands_processed')) };
}
