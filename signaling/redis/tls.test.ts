import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createAuthority } from '../testing/authority.ts';
import { startTlsRedis, type TlsRedis } from '../testing/tls-redis.ts';
import { connectRedis, type Redis, type RedisTls } from './index.ts';

let server: TlsRedis;
/** By the name in its certificate, and by an address that is not in it. */
const url = (host: 'localhost' | '127.0.0.1', password = server.password) =>
  `rediss://:${encodeURIComponent(password)}@${host}:${server.port}`;

beforeAll(async () => {
  server = await startTlsRedis();
});
afterAll(() => server.stop());

const open: Redis[] = [];
afterEach(async () => {
  for (const redis of open.splice(0)) await redis.close();
});

/** @returns whether it works, and what was said of why it does not */
async function attempt(at: string, tls?: RedisTls) {
  const warn = vi.fn<(fields: object) => void>();
  const redis = await connectRedis({
    urls: [at],
    ...(tls !== undefined && { tls }),
    commandTimeoutMs: 3000,
    errorThreshold: 3,
    openMs: 500,
    log: { info: () => undefined, warn },
  });
  open.push(redis);
  return { redis, works: redis.connected, said: JSON.stringify(warn.mock.calls) };
}

test('a server that nobody known vouches for is refused unless its authority is given', async () => {
  const unknown = await attempt(url('localhost'));
  expect(unknown.works).toBe(false);
  expect(unknown.said).toMatch(/certificate/);
  const other = await createAuthority('Somebody else');
  expect(await attempt(url('localhost'), { ca: other.cert, verify: 'full' })).toMatchObject({ works: false });
  expect(await attempt(url('localhost'), { ca: server.ca, verify: 'full' })).toMatchObject({
    works: true,
  });
  // While one authority is being replaced by the next, both are given.
  const both = `${other.cert}\n${server.ca}`;
  expect(await attempt(url('localhost'), { ca: both, verify: 'full' })).toMatchObject({ works: true });
});

test('a name that is not in the certificate is refused by "full" alone', async () => {
  const full = await attempt(url('127.0.0.1'), { ca: server.ca, verify: 'full' });
  expect(full.works).toBe(false);
  expect(full.said).toMatch(/altnames/);
  expect(await attempt(url('127.0.0.1'), { ca: server.ca, verify: 'ca' })).toMatchObject({
    works: true,
  });
});

test('"ca" does not take a certificate of somebody else', async () => {
  const other = await createAuthority('Somebody else');
  expect(await attempt(url('localhost'), { ca: other.cert, verify: 'ca' })).toMatchObject({ works: false });
});

test('"none" takes any certificate, as hosts with self-signed ones need', async () => {
  expect(await attempt(url('127.0.0.1'), { ca: null, verify: 'none' })).toMatchObject({ works: true });
});

test('channels go over TLS too', async () => {
  const { redis } = await attempt(url('127.0.0.1'), { ca: server.ca, verify: 'ca' });
  const heard = vi.fn<() => void>();
  await redis.subscribe('channel', heard).ready;
  expect(await redis.publish('channel', new Uint8Array(1))).toBe(1);
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1));
});

test('a wrong password is told, and not repeated', async () => {
  const { works, said } = await attempt(url('localhost', 'hunter2'), { ca: server.ca, verify: 'full' });
  expect(works).toBe(false);
  expect(said).toMatch(/WRONGPASS/);
  expect(said).not.toContain('hunter2');
});
