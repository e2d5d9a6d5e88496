import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from './config/index.ts';
import { createLog } from './log.ts';
import { Metrics } from './metrics/index.ts';
import { Relay } from './relay.ts';
import { openStore, type Store } from './store.ts';
import { startTlsRedis } from './testing/tls-redis.ts';

test("a cloud's Redis is reached by what the variables say of it", async () => {
  const server = await startTlsRedis();
  onTestFinished(() => server.stop());
  const read = readConfig({
    REDIS_URL: `rediss://127.0.0.1:${server.port}`,
    REDIS_PASSWORD: server.password,
    REDIS_CA: server.ca,
    REDIS_TLS_VERIFY: 'ca',
  });
  if (!read.ok) throw new Error(read.problem);
  const metrics = new Metrics();
  const host: Relay = new Relay(() => store.realm, metrics);
  const log = createLog('silent');
  const store: Store = await openStore({ config: read.config, host, realm: undefined, metrics, log });
  onTestFinished(() => store.redis?.close());
  onTestFinished(() => store.realm.close());
  await expect(store.redis?.command('a', ['SET', 'a', '1'])).resolves.toBe('OK');
});
