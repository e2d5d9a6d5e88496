/** One of two services loses the packets of its line to Redis, and the other does not know it yet. */
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from './testing/eventually.ts';
import { TcpProxy } from './testing/proxy.ts';
import { startRedis } from './testing/redis.ts';
import { ask, join, knownRoom, startService } from './testing/service.ts';

test('challenges that nobody confirms hold up neither each other nor one to somebody else', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const line = await TcpProxy.open(redis.port);
  onTestFinished(() => line.close());
  const service = await startService({ redisUrls: [redis.url] });
  const far = await startService({ redisUrls: [`redis://127.0.0.1:${line.port}`] });
  const ann = await join(service, 'ann');
  const bob = await join(service, 'bob');
  await join(far, 'cy');
  await eventually(() => expect(knownRoom(ann).has('cy')).toBe(true));
  // Where it is has been learnt.
  expect(await ask(ann, 'CHALLENGE', { to: 'cy', challenge: 'c0' })).toBe('ACK');
  line.stall();
  const answers: unknown[] = [];
  const unconfirmed = ['c1', 'c2', 'c3', 'c4'].map(async (challenge) => {
    answers.push(await ask(ann, 'CHALLENGE', { to: 'cy', challenge }));
  });
  answers.push(await ask(ann, 'CHALLENGE', { to: 'bob', challenge: 'c5' }));
  expect(answers).toEqual(['ACK']);
  expect((await bob.next('CHALLENGE')).payload?.['challenge']).toBe('c5');
  // One after the other they would take longer than the wait for any of them.
  await Promise.all(unconfirmed);
  expect(answers).toEqual(['ACK', ...unconfirmed.map(() => 'challenge/unconfirmed')]);
});
