import { expect, test } from 'vitest';
import { startService } from '../testing/service.ts';
import { UNLIMITED } from '../testing/limits.ts';
import { AddressLimit } from './address-limit.ts';

test('each address may ask for each thing so often in ten seconds, and again in the next', () => {
  let now = 5_000;
  const limit = new AddressLimit(2, () => now);
  const ask = (address: string, what = 'id') => limit.take(address, what);
  expect([ask('a'), ask('a'), ask('a'), ask('b'), ask('a', 'ice')]).toEqual([true, true, false, true, true]);
  now = 10_000;
  expect(ask('a')).toBe(true);
});

test('who asks for identities or credentials too often is told so, while the rest is still answered', async () => {
  const rateLimits = { ...UNLIMITED.rateLimits, connectionsPer10s: 3 };
  const { url, metrics } = await startService({ rateLimits });
  const statuses = async (method: string, endpoint: string) => {
    const answers = Array.from({ length: 12 }, () => fetch(`${url}/peerjs/${endpoint}`, { method }));
    return (await Promise.all(answers)).map(({ status }) => status);
  };
  // Twelve within two windows at most.
  const posts = await statuses('POST', 'identity');
  expect(posts.filter((status) => status === 429).length).toBeGreaterThanOrEqual(6);
  expect(posts).toContain(400);
  expect(await statuses('GET', 'ice')).toContain(429);
  expect(new Set(await statuses('GET', 'identity'))).toEqual(new Set([200]));
  const text = await metrics.text();
  expect(text).toMatch(/signaling_refusals_total\{code="identity\/rate"\} [1-9]/);
  expect(text).toMatch(/signaling_refusals_total\{code="ice\/rate"\} [1-9]/);
});
