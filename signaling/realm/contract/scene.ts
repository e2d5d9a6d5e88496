/** A Redis of its own for each test of a file, with instances on it, some of them behind a line that can be cut. */
import { afterEach, beforeEach } from 'vitest';
import type { Redis } from '../../redis/index.ts';
import { TcpProxy } from '../../testing/proxy.ts';
import { type RunningRedis, startRedis } from '../../testing/redis.ts';
import { type Instance, openInstance } from './on-redis.ts';

const LEASE_MS = 1200;

type Options = Parameters<typeof openInstance>[1];

export interface Scene {
  readonly server: RunningRedis;
  /** @param to a connection or a URL; the server unless given */
  anInstance(to?: Redis | string, options?: Options): Promise<Instance>;
  instanceBehindProxy(options?: Options): Promise<Instance & { readonly proxy: TcpProxy }>;
  /** Comes before all that was opened earlier is closed. */
  closeLater(close: () => Promise<unknown>): void;
}

export function redisScene(): Scene {
  let server: RunningRedis | null = null;
  let closing: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    const started = await startRedis();
    server = started;
    closing = [() => started.stop()];
  });
  afterEach(async () => {
    for (const close of closing.toReversed()) await close();
  });

  const closeLater = (close: () => Promise<unknown>): void => void closing.push(close);
  const running = (): RunningRedis => {
    if (server === null) throw new Error('no test runs');
    return server;
  };
  async function anInstance(to: Redis | string = running().url, options: Options = {}): Promise<Instance> {
    const opened = await openInstance(typeof to === 'string' ? [to] : to, {
      leaseMs: LEASE_MS,
      connection: { commandTimeoutMs: 300, openMs: 500 },
      ...options,
    });
    closeLater(() => opened.close());
    return opened;
  }
  return {
    get server() {
      return running();
    },
    anInstance,
    closeLater,
    async instanceBehindProxy(options) {
      const proxy = await TcpProxy.open(running().port);
      closeLater(() => proxy.close());
      return { proxy, ...(await anInstance(`redis://127.0.0.1:${proxy.port}`, options)) };
    },
  };
}
