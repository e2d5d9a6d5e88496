import { expect, test, vi } from 'vitest';
import { MemoryRealm, type RealmHost } from './realm/index.ts';
import { createSignaling } from './server.ts';
import { join, knownRoom, open, startService } from './testing/service.ts';

test('two services in one process know nothing of each other', async () => {
  const [one, other] = [await startService(), await startService()];
  const ann = await join(one, 'ann');
  const double = await join(other, 'ann', { token: 'of somebody else' });
  await open(other, 'bob');
  expect([...knownRoom(ann).keys()]).toEqual([...knownRoom(double).keys()]);
  ann.send({ type: 'OFFER', dst: 'bob', payload: 1 });
  expect(await ann.next('EXPIRE')).toMatchObject({ src: 'bob' });
  expect(one.metrics.of('opened/peerjs')).toBe(1);
  expect(other.metrics.of('opened/peerjs')).toBe(2);
  expect(await other.metrics.text()).toContain('signaling_active_connections{kind="peerjs"} 2');
  await one.close();
  await double.settle();
  expect(double.closeCode).toBe(null);
});

test('a service can be told to end as often as one likes, in any way', async () => {
  const realms: MemoryRealm[] = [];
  const service = await startService({ realm: (host) => keep(realms, host) });
  const [realm] = realms;
  if (realm === undefined) throw new Error('the service made no realm');
  const closing = vi.spyOn(realm, 'close');
  const ann = await open(service, 'ann');
  const ends = [service.drain(), service.drain(), service.close(), service.drain(), service.close()];
  await Promise.all(ends);
  await ann.closed;
  expect(closing).toHaveBeenCalledTimes(1);
});

test('a start that fails leaves nothing open', async () => {
  const realms: MemoryRealm[] = [];
  const closed = vi.fn<() => void>();
  const realm = (host: RealmHost) => {
    const made = keep(realms, host);
    vi.spyOn(made, 'close').mockImplementation(async () => closed());
    return made;
  };
  const options = { host: '127.0.0.1', port: 0, logLevel: 'silent', realm } as const;
  await expect(createSignaling({ ...options, allowedOrigins: ['nonsense'] })).rejects.toThrow('nonsense');
  await expect(createSignaling({ ...options, host: '203.0.113.1' })).rejects.toThrow('EADDRNOTAVAIL');
  expect([realms.length, closed.mock.calls.length]).toEqual([2, 2]);
});

function keep(realms: MemoryRealm[], host: RealmHost): MemoryRealm {
  const realm = new MemoryRealm({ host, expireTimeoutMs: 1000, roomTtlMs: 1000 });
  realms.push(realm);
  return realm;
}
