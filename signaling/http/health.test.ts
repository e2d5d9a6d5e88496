import { expect, onTestFinished, test, vi } from 'vitest';
import { startRedis } from '../testing/redis.ts';
import { join, startService } from '../testing/service.ts';

async function answer(url: string, path: string): Promise<string> {
  const response = await fetch(url + path);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return `${response.status} ${await response.text()}`;
}

const WHOLE = {
  '/healthz': '200 ok',
  '/health': '200 ok',
  '/readyz': '200 ready',
  '/ready': '200 ready',
  '/serving': '200 ok',
};

async function answers(url: string): Promise<Record<string, string>> {
  const all = Object.keys(WHOLE).map(async (path) => [path, await answer(url, path)] as const);
  return Object.fromEntries(await Promise.all(all));
}

test('in memory all is well once the service has started', async () => {
  const { url } = await startService();
  expect(await answers(url)).toEqual(WHOLE);
});

test('without Redis it is not ready, but goes on serving; with Redis back it is ready again', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const { url } = await startService({ redisUrls: [redis.url], redisCommandTimeoutMs: 200, cbOpenMs: 100 });
  await vi.waitFor(async () => expect(await answers(url)).toEqual(WHOLE), 30_000);
  await redis.kill();
  await vi.waitFor(async () => {
    expect(await answers(url)).toEqual({ ...WHOLE, '/readyz': '503 not-ready', '/ready': '503 not-ready' });
  }, 30_000);
  await redis.restart();
  await vi.waitFor(async () => expect(await answers(url)).toEqual(WHOLE), 30_000);
}, 60_000);

test('while it drains it is alive, but neither ready nor serving', async () => {
  const service = await startService({ drainTimeoutMs: 5000, healthPort: 0 });
  const peer = await join(service, 'ann');
  // It does not answer the close, so that draining goes on.
  peer.socket.pause();
  const drained = service.drain();
  const url = `http://127.0.0.1:${service.healthPort}`;
  expect(await answers(url)).toEqual({
    ...WHOLE,
    '/readyz': '503 not-ready',
    '/ready': '503 not-ready',
    '/serving': '503 not-ready',
  });
  peer.socket.terminate();
  await drained;
});

test('a health port has health and metrics, and nothing else', async () => {
  const { url, healthPort } = await startService({ healthPort: 0 });
  const own = `http://127.0.0.1:${healthPort}`;
  expect(await answers(own)).toEqual(WHOLE);
  expect((await fetch(`${own}/metrics`)).status).toBe(200);
  expect((await fetch(`${own}/peerjs/id`)).status).toBe(404);
  expect(await answers(url)).toEqual(WHOLE);
});

test('a health port that is taken is the error of the start, and nothing stays open', async () => {
  const { healthPort } = await startService({ healthPort: 0 });
  if (healthPort === null) throw new Error('no health port');
  await expect(startService({ healthPort })).rejects.toMatchObject({ code: 'EADDRINUSE', port: healthPort });
});
