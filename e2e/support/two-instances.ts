/** Two instances over a Redis of their own, behind a balancer that puts each new WebSocket on the other one. */
import { type RunningInstance, startInstance } from '../../signaling/testing/processes.ts';
import { RoundRobinProxy } from '../../signaling/testing/proxy-round-robin.ts';
import { type RunningRedis, startRedis } from '../../signaling/testing/redis.ts';
import type { RunningServer } from './server.ts';

export interface TwoInstances extends RunningServer {
  readonly instances: readonly RunningInstance[];
  readonly redis: RunningRedis;
}

/** By the port of the service: a Redis outlives its instances, and ends with the worker. */
const redisOf = new Map<number, RunningRedis>();

/** @param env settings of both; `PORT` is the balancer's */
export async function startTwoInstances({
  PORT = '0',
  ...env
}: Readonly<Record<string, string>> = {}): Promise<TwoInstances> {
  const redis = redisOf.get(Number(PORT)) ?? (await startRedis());
  const settings = { ...env, REDIS_URL: redis.url };
  const instances = await Promise.all([startInstance(settings), startInstance(settings)]);
  const balancer = await RoundRobinProxy.open(
    instances.map(({ url }) => url),
    Number(PORT),
  );
  redisOf.set(balancer.port, redis);
  return {
    url: balancer.url,
    instances,
    redis,
    async stop() {
      // Whoever is told to go must not come back to the one that ends last.
      balancer.stopListening();
      await Promise.all(instances.map((instance) => instance.terminate()));
      await balancer.close();
    },
    async kill() {
      await Promise.all(instances.map((instance) => instance.kill()));
      await balancer.close();
    },
  };
}

/** How many clients an instance has: the line of its metrics that says so. */
export async function clientsOf({ url }: RunningInstance): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^signaling_active_connections\{kind="peerjs"\} (\d+)$/m.exec(metrics)?.[1]);
}
