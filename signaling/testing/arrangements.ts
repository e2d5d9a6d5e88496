import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import type { Signaling, SignalingOptions } from '../server.ts';
import { type RunningRedis, startRedis } from './redis.ts';
import { startService } from './service.ts';

/** Starts what a story plays on: the same service twice, or two of them. */
export type StartBoth = (options?: SignalingOptions) => Promise<readonly [Signaling, Signaling]>;

/** Tells stories with one service in memory, twice. */
function inMemory(tell: (start: StartBoth) => void): void {
  describe('one service in memory', () => {
    tell(async (options) => {
      const service = await startService(options);
      return [service, service];
    });
  });
}

/** Tells stories with two services on one Redis. */
export function overRedis(tell: (start: StartBoth) => void): void {
  describe('two services on one Redis', () => {
    let redis: RunningRedis;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis.stop());
    tell(async (options) => {
      // Comes after the services are closed.
      onTestFinished(async () => void (await redis.command('FLUSHALL')));
      const shared = { ...options, redisUrls: [redis.url] };
      return [await startService(shared), await startService(shared)];
    });
  });
}

/** Tells the same stories both ways, with some of the clients at each service. */
export function onEachArrangement(tell: (start: StartBoth) => void): void {
  inMemory(tell);
  overRedis(tell);
}
