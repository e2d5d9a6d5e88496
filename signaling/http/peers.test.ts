import { expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { open, startService } from '../testing/service.ts';

test('who is online is listed, one that went is not, and pages elsewhere may read it', async () => {
  const service = await startService({ allowDiscovery: true });
  const list = async (): Promise<unknown> => {
    const response = await fetch(`${service.url}/peerjs/peers`, { headers: { origin: 'https://a.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('https://a.example');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    return response.json();
  };
  expect(await list()).toEqual([]);
  const ann = await open(service, 'ann');
  await open(service, 'bob');
  expect(await list()).toEqual(['ann', 'bob']);
  ann.socket.close();
  await eventually(async () => expect(await list()).toEqual(['bob']));
});

test('who has the list already is only told so, until it changes', async () => {
  const service = await startService({ allowDiscovery: true });
  await open(service, 'ann');
  const get = (etag: string) =>
    // `fetch` would keep 304 to itself without this.
    fetch(`${service.url}/peerjs/peers`, { headers: { 'if-none-match': etag }, cache: 'no-store' });
  const first = await get('""');
  const etag = first.headers.get('etag') ?? '';
  expect([first.status, await first.json()]).toEqual([200, ['ann']]);
  const second = await get(etag);
  expect([second.status, await second.text()]).toEqual([304, '']);
  await open(service, 'bob');
  const third = await get(etag);
  expect([third.status, await third.json()]).toEqual([200, ['ann', 'bob']]);
});

test('without discovery nobody learns who is there', async () => {
  const service = await startService();
  await open(service, 'ann');
  const response = await fetch(`${service.url}/peerjs/peers`);
  expect([response.status, await response.text()]).toEqual([401, 'Unauthorized']);
});

test.each(['id', 'peers', 'ice', 'identity'])('with a wrong key there is no %s', async (endpoint) => {
  const service = await startService({ allowDiscovery: true, key: 'ours' });
  expect((await fetch(`${service.url}/peerjs/${endpoint}`)).status).toBe(404);
  expect((await fetch(`${service.url}/ours/${endpoint}`)).status).toBe(200);
});
