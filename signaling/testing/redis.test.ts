/** What the other tests take for granted of the servers they start. */
import { expect, onTestFinished, test } from 'vitest';
import { startCluster } from './cluster.ts';
import { type RunningRedis, startRedis, startReplica } from './redis.ts';

async function forTest(): Promise<RunningRedis> {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  return redis;
}

test('many start at once, each on a port of its own', async () => {
  const servers = await Promise.all(Array.from({ length: 5 }, forTest));
  expect(new Set(servers.map(({ port }) => port)).size).toBe(5);
  expect(await Promise.all(servers.map((redis) => redis.command('PING')))).toEqual(Array(5).fill('PONG'));
});

test('a restarted server is empty, at the same address', async () => {
  const redis = await forTest();
  await redis.command('SET', 'a', '1');
  await redis.kill();
  await expect(redis.command('GET', 'a')).rejects.toThrow(/ECONNREFUSED|closed/);
  await redis.restart();
  expect(await redis.command('GET', 'a')).toBe(null);
});

test('a frozen server answers once it is thawed', async () => {
  const redis = await forTest();
  const other = await forTest();
  redis.freeze();
  const answers: string[] = [];
  const ask = async (name: string, { command }: RunningRedis): Promise<void> => {
    await command('PING');
    answers.push(name);
  };
  const asked = ask('frozen', redis);
  await ask('other', other);
  redis.thaw();
  await asked;
  expect(answers).toEqual(['other', 'frozen']);
});

test('a replica has what its master has, and takes over when it is promoted', async () => {
  const redis = await forTest();
  await redis.command('SET', 'a', '1');
  const replica = await startReplica(redis);
  onTestFinished(() => replica.stop());
  await expect(replica.command('SET', 'a', '2')).rejects.toThrow('READONLY');
  await redis.kill();
  await replica.promote();
  expect(await replica.command('GET', 'a')).toBe('1');
  expect(await replica.command('SET', 'a', '2')).toBe('OK');
});

test(
  'each node of a cluster serves its own slots and knows who serves the others',
  { timeout: 30_000 },
  async () => {
    const cluster = await startCluster();
    onTestFinished(() => cluster.stop());
    const replies = await Promise.allSettled(cluster.nodes.map((node) => node.command('SET', 'a', '1')));
    const moved = replies.flatMap((reply) => (reply.status === 'rejected' ? [String(reply.reason)] : []));
    const elsewhere = expect.stringMatching(/MOVED \d+ 127\.0\.0\.1:\d+/);
    expect(moved).toEqual([elsewhere, elsewhere]);
  },
);
