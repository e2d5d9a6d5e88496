/** Two guards on a real Redis, as two instances have them, with a clock that the test moves. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { connectRedis, type Redis, type RedisOptions } from '../redis/index.ts';
import { startCluster } from '../testing/cluster.ts';
import { eventually } from '../testing/eventually.ts';
import { type RunningRedis, startRedis } from '../testing/redis.ts';
import { type GuardOptions, SignalingGuard } from './guard.ts';
import { WINDOW_MS } from './tally.ts';

const LIMITS = {
  connectionsPer10s: 8,
  messagesPer10s: 1000,
  ipMessagesPer10s: 6,
  roomMessagesPer10s: 5,
} as const;
const CONNECTIONS_PER_IP = 4;
const ADDRESS = '192.0.2.1';

const CONFIG: GuardOptions['config'] = {
  allowedOrigins: null,
  allowMissingOrigin: true,
  connectionsPerIp: CONNECTIONS_PER_IP,
  rateLimits: LIMITS,
  requireWss: false,
  subprotocol: null,
  trustProxy: null,
};

let server: RunningRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const clock = { now: 0 };
beforeEach(async () => {
  await server.command('FLUSHALL');
  clock.now = 10 * WINDOW_MS;
});

async function connect(options: Partial<RedisOptions> = {}): Promise<Redis> {
  const redis = await connectRedis({
    urls: [server.url],
    commandTimeoutMs: 2000,
    errorThreshold: 5,
    openMs: 100,
    ...options,
  });
  onTestFinished(() => redis.close());
  return redis;
}

function guardOn(redis: Redis): SignalingGuard {
  const guard = new SignalingGuard({ config: CONFIG, redis, now: () => clock.now });
  onTestFinished(() => guard.close());
  return guard;
}

async function twoGuards(): Promise<readonly [SignalingGuard, SignalingGuard]> {
  return [guardOn(await connect()), guardOn(await connect())];
}

function request(address = ADDRESS) {
  return { headers: {}, socket: { remoteAddress: address } };
}

/** How many of so many requests pass. */
function passing(guard: SignalingGuard, requests: number, address = ADDRESS): number {
  return Array.from({ length: requests }, () => guard.admitRequest(request(address))).filter(({ ok }) => ok)
    .length;
}

/** Opens as many connections as are let in, up to so many. */
function connecting(guard: SignalingGuard, most: number): number {
  for (let connections = 0; connections < most; connections += 1) {
    if (!guard.admit(request()).ok) return connections;
    guard.opened(ADDRESS);
  }
  return most;
}

const step = fc.record({
  instance: fc.constantFrom(0 as const, 1 as const),
  kind: fc.constantFrom('request' as const, 'request' as const, 'share' as const),
  passMs: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(12_000) }),
});

/** What one instance counted in a window, told the others, and last heard of them. */
interface View {
  count: number;
  told: number;
  heard: number;
  /** Rounds of which it is still part. */
  rounds: number;
}

function freshViews(): readonly [View, View] {
  return [
    { count: 0, told: 0, heard: 0, rounds: 0 },
    { count: 0, told: 0, heard: 0, rounds: 0 },
  ];
}

test(
  'an instance counts what it knows, and refuses nobody below the limit of all',
  { timeout: 60_000 },
  async () => {
    const guards = await twoGuards();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), async (steps) => {
        run += 1;
        clock.now += 100 * WINDOW_MS;
        const address = `192.0.2.${run}`;
        let window = 0;
        let views = freshViews();
        for (const { instance, kind, passMs } of steps) {
          clock.now += passMs;
          if (Math.floor(clock.now / WINDOW_MS) !== window) views = freshViews();
          window = Math.floor(clock.now / WINDOW_MS);
          const [view, other] = instance === 0 ? views : [views[1], views[0]];
          if (kind === 'share') {
            await guards[instance].share();
            view.told = view.count;
            if (view.rounds > 0) view.heard = other.told;
            view.rounds = Math.max(0, view.rounds - 1);
            continue;
          }
          const passes = view.count + view.heard < LIMITS.ipMessagesPer10s;
          expect(passes || view.count + other.count >= LIMITS.ipMessagesPer10s).toBe(true);
          expect(passing(guards[instance], 1, address)).toBe(passes ? 1 : 0);
          view.count += passes ? 1 : 0;
          view.rounds = 2;
        }
      }),
      { numRuns: 25 },
    );
  },
);

test('once they have heard of each other, messages of an address and to a room count together', async () => {
  const [one, other] = await twoGuards();
  expect([passing(one, 4), passing(other, 1)]).toEqual([4, 1]);
  expect([one.room('den'), one.room('den'), one.room('den'), other.room('den')]).not.toContain(false);
  await one.share();
  await other.share();
  expect(passing(other, 10)).toBe(1);
  expect([other.room('den'), other.room('den')]).toEqual([true, false]);
  expect(other.room('attic')).toBe(true);
  // The next window begins anew.
  clock.now += WINDOW_MS;
  expect([passing(one, 10), passing(other, 1)]).toEqual([6, 1]);
});

test('a cluster works as one server does', { timeout: 60_000 }, async () => {
  const cluster = await startCluster();
  onTestFinished(() => cluster.stop());
  const { urls } = cluster;
  const [one, other] = [guardOn(await connect({ urls })), guardOn(await connect({ urls }))];
  // Addresses enough that each node has some.
  const addresses = Array.from({ length: 20 }, (_, n) => `198.51.100.${n}`);
  for (const address of addresses) expect(passing(one, 4, address)).toBe(4);
  for (const address of addresses) expect(passing(other, 1, address)).toBe(1);
  await one.share();
  await other.share();
  expect(addresses.map((address) => passing(other, 10, address))).toEqual(addresses.map(() => 1));
});

test('open connections of an address count together, through all windows, until they are closed', async () => {
  const [one, other] = await twoGuards();
  expect([connecting(one, 3), connecting(other, 1)]).toEqual([3, 1]);
  for (let window = 0; window < 5; window += 1) {
    await one.share();
    await other.share();
    await one.share();
    expect([connecting(one, 1), connecting(other, 1)]).toEqual([0, 0]);
    clock.now += WINDOW_MS;
  }
  one.closed(ADDRESS);
  // The one that was refused asks, and is told by the next round.
  await one.share();
  expect(connecting(other, 1)).toBe(0);
  await other.share();
  expect(connecting(other, 2)).toBe(1);
});

test('connections of an instance that died are forgotten after two windows, those of one that closed at once', async () => {
  const [one, other] = await twoGuards();
  const third = guardOn(await connect());
  expect([connecting(one, 2), connecting(other, 2)]).toEqual([2, 2]);
  await one.share();
  await other.share();
  expect(connecting(third, 1)).toBe(1);
  await third.share();
  expect(connecting(third, 1)).toBe(0);
  for (let connection = 0; connection < 2; connection += 1) other.closed(ADDRESS);
  await other.close();
  await third.share();
  expect(connecting(third, 2)).toBe(1);
  // The first one is not heard of any more.
  clock.now += WINDOW_MS;
  await third.share();
  expect(connecting(third, 1)).toBe(0);
  clock.now += WINDOW_MS;
  await third.share();
  expect(connecting(third, 10)).toBe(2);
});

test('without Redis each instance goes on by itself; when it is back they count together again', async () => {
  const own = await startRedis();
  onTestFinished(() => own.stop());
  const settings = { urls: [own.url], commandTimeoutMs: 100, errorThreshold: 2, openMs: 50 };
  const redis = [await connect(settings), await connect(settings)] as const;
  const [one, other] = [guardOn(redis[0]), guardOn(redis[1])];
  expect(connecting(other, 2)).toBe(2);
  await own.kill();
  expect([passing(one, 10), passing(other, 10)]).toEqual([6, 6]);
  await one.share();
  await other.share();
  expect([passing(one, 1), passing(other, 1)]).toEqual([0, 0]);

  await own.restart();
  await eventually(() => expect(redis.map(({ connected }) => connected)).toEqual([true, true]));
  clock.now += 2 * WINDOW_MS;
  expect([passing(one, 4), connecting(one, 1), passing(other, 1)]).toEqual([4, 1, 1]);
  await one.share();
  await other.share();
  await one.share();
  expect(passing(other, 10)).toBe(1);
  expect(connecting(one, 10)).toBe(1);
});

test('a round costs the same few calls for one address and for a thousand', async () => {
  const calls: string[] = [];
  const observer = { command: (name: string) => void calls.push(name) };
  const guard = guardOn(await connect({ observer }));
  for (let n = 0; n < 1000; n += 1) {
    guard.admit(request(`10.0.${n >> 8}.${n & 255}`));
    passing(guard, 1, `10.0.${n >> 8}.${n & 255}`);
  }
  calls.length = 0;
  await guard.share();
  expect(calls.filter((name) => name === 'contribute').length).toBe(16);
  // And what nobody uses leaves nothing behind.
  const keys = await server.command('KEYS', '*');
  const ttls = Array.isArray(keys)
    ? await Promise.all(keys.map((key) => server.command('PTTL', String(key))))
    : [];
  expect(ttls.length).toBeGreaterThanOrEqual(16);
  expect(ttls.every((ttl) => Number(ttl) > 0)).toBe(true);
});
