import { afterEach, expect, test, vi } from 'vitest';
import { TcpProxy } from '../testing/proxy.ts';
import { type RunningRedis, startRedis, startReplica } from '../testing/redis.ts';
import { connectRedis, RedisFailure, type RedisOptions } from './index.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function closed<Closable>(subject: Closable, close: (subject: Closable) => unknown): Closable {
  closing.push(() => close(subject));
  return subject;
}

async function server(): Promise<RunningRedis> {
  return closed(await startRedis(), (redis) => redis.stop());
}

async function connected(url: string, options: Partial<RedisOptions> = {}) {
  const redis = await connectRedis({
    urls: [url],
    commandTimeoutMs: 300,
    errorThreshold: 3,
    openMs: 500,
    ...options,
  });
  return closed(redis, () => redis.close());
}

const increment = { name: 'increment', source: `return redis.call('INCR', KEYS[1])` };

async function failure(work: Promise<unknown>): Promise<RedisFailure> {
  const reason: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(reason).toBeInstanceOf(RedisFailure);
  if (!(reason instanceof RedisFailure)) throw new Error('no failure');
  return reason;
}

const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 5 });

test('commands, scripts and channels work', async () => {
  const redis = await connected((await server()).url);
  expect(redis.connected).toBe(true);
  expect(await redis.command('a', ['SET', 'a', '1'])).toBe('OK');
  expect(await redis.run(increment, ['a'], [])).toBe(2);
  expect(await redis.run(increment, ['a'], [])).toBe(3);
  const echo = { name: 'echo', source: 'return ARGV[1]', bytes: true } as const;
  const bytes = new Uint8Array([0, 255, 10, 13]);
  expect(await redis.run(echo, ['a'], [bytes])).toEqual(Buffer.from(bytes));

  const heard: Uint8Array[] = [];
  const subscription = redis.subscribe('channel', (message) => heard.push(new Uint8Array(message)));
  await subscription.ready;
  expect(await redis.publish('channel', bytes)).toBe(1);
  await eventually(() => expect(heard).toEqual([bytes]));
  subscription.stop();
  await eventually(async () => expect(await redis.publish('channel', bytes)).toBe(0));
});

test('a channel that is left and listened to again at once is heard', async () => {
  const redis = await connected((await server()).url);
  for (let round = 0; round < 20; round += 1) {
    let heard = 0;
    const first = redis.subscribe('channel', () => undefined);
    await first.ready;
    first.stop();
    const second = redis.subscribe('channel', () => {
      heard += 1;
    });
    await second.ready;
    expect(await redis.publish('channel', new Uint8Array(1))).toBe(1);
    await eventually(() => expect(heard).toBe(1));
    second.stop();
  }
});

test('a script that the server forgot is sent again', async () => {
  const running = await server();
  const redis = await connected(running.url);
  expect(await redis.run(increment, ['a'], [])).toBe(1);
  await running.command('SCRIPT', 'FLUSH');
  expect(await redis.run(increment, ['a'], [])).toBe(2);
});

test('a server that is away at the start is found later', async () => {
  const running = await server();
  await running.kill();
  const redis = await connected(running.url);
  expect(redis.connected).toBe(false);
  expect((await failure(redis.command('a', ['GET', 'a']))).done).toBe('no');
  const recovered = vi.fn<() => void>();
  redis.onRecovered(recovered);
  const heard = vi.fn<() => void>();
  redis.subscribe('channel', heard);
  await running.restart();
  await eventually(() => expect(recovered).toHaveBeenCalledTimes(1));
  expect(await redis.publish('channel', new Uint8Array(1))).toBe(1);
  await eventually(() => expect(heard).toHaveBeenCalledTimes(1));
});

test('a killed server is noticed at once, and used again soon, with all channels', async () => {
  const running = await server();
  const redis = await connected(running.url, { openMs: 60_000 });
  const heard = vi.fn<() => void>();
  const channels = Array.from({ length: 300 }, (_, index) => `channel ${index}`);
  await Promise.all(channels.map((channel) => redis.subscribe(channel, heard).ready));
  const recovered = vi.fn<() => void>();
  redis.onRecovered(recovered);
  await running.kill();
  await eventually(() => expect(redis.connected).toBe(false));
  for (let count = 0; count < 5; count += 1) await failure(redis.command('a', ['GET', 'a']));
  expect(redis.open).toBe(true);
  await running.restart();
  await eventually(() => expect(recovered).toHaveBeenCalledTimes(1));
  expect(redis.connected).toBe(true);
  expect(redis.open).toBe(false);
  for (const channel of channels) expect(await redis.publish(channel, new Uint8Array(1))).toBe(1);
  await eventually(() => expect(heard).toHaveBeenCalledTimes(300));
});

test('a frozen server opens the breaker, which stops the waiting, and is used again once it thaws', async () => {
  const running = await server();
  const redis = await connected(running.url);
  running.freeze();
  closing.push(() => running.thaw());
  const unanswered = await Promise.all(
    Array.from({ length: 3 }, () => failure(redis.command('a', ['INCR', 'a']))),
  );
  expect(unanswered.map(({ done }) => done)).toEqual(['unknown', 'unknown', 'unknown']);
  expect(redis.open).toBe(true);
  expect(redis.connected).toBe(false);
  // None is sent any more: of one that was, nobody could say whether it was done.
  for (let count = 0; count < 100; count += 1) {
    expect((await failure(redis.command('a', ['GET', 'a']))).done).toBe('no');
  }
  running.thaw();
  await eventually(() => expect(redis.connected).toBe(true));
  expect(await redis.command('a', ['SET', 'a', '1'])).toBe('OK');
});

test('a line that drops all packets is given up, and channels are heard again after it', async () => {
  const running = await server();
  const proxy = closed(await TcpProxy.open(running.port), (line) => line.close());
  const redis = await connected(`redis://127.0.0.1:${proxy.port}`);
  const heard = vi.fn<() => void>();
  await redis.subscribe('channel', heard).ready;
  proxy.stall();
  await eventually(() => expect(redis.connected).toBe(false));
  proxy.heal();
  await eventually(() => expect(redis.connected).toBe(true));
  await eventually(async () => {
    await redis.publish('channel', new Uint8Array(1));
    expect(heard).toHaveBeenCalled();
  });
});

test('a server that became a replica is not taken for one that works', async () => {
  const master = await server();
  const replica = closed(await startReplica(master), (redis) => redis.stop());
  const proxy = closed(await TcpProxy.open(master.port), (line) => line.close());
  const redis = await connected(`redis://127.0.0.1:${proxy.port}`);
  const recovered = vi.fn<() => void>();
  redis.onRecovered(recovered);
  proxy.redirect(replica.port);
  await eventually(() => expect(redis.connected).toBe(false));
  await failure(redis.command('a', ['SET', 'a', '1']));
  await replica.promote();
  await eventually(() => expect(redis.connected).toBe(true));
  expect(recovered).toHaveBeenCalledTimes(1);
  expect(await redis.command('a', ['SET', 'a', '1'])).toBe('OK');
});

test('a wrong command fails alone', async () => {
  const redis = await connected((await server()).url);
  for (let count = 0; count < 5; count += 1) {
    expect((await failure(redis.command('a', ['NO-SUCH-COMMAND']))).done).toBe('no');
  }
  expect(redis.open).toBe(false);
  expect(redis.connected).toBe(true);
});

test('each command is observed', async () => {
  const seen: string[] = [];
  const observer = {
    command: (name: string, ms: number, ok: boolean) => {
      expect(ms).toBeGreaterThan(0);
      seen.push(`${name} ${ok}`);
    },
  };
  const redis = await connected((await server()).url, { observer });
  await redis.command('a', ['SET', 'a', 'x']);
  await redis.run(increment, ['b'], []);
  await failure(redis.run(increment, ['a'], []));
  await redis.publish('channel', new Uint8Array(1));
  expect(seen).toEqual(['set true', 'increment true', 'increment false', 'publish true']);
});
