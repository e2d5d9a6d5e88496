import { afterEach, expect, test, vi } from 'vitest';
import { ConfigError, findService, httpBase, resolveAddress } from './address.ts';

const PAGE = 'https://play.example/games/uttt/index.html';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('without a configuration the service is the host of the page, whatever sub-path the page lies in', () => {
  expect(resolveAddress(undefined, undefined, PAGE)).toEqual({
    host: 'play.example',
    port: 443,
    path: '/',
    key: 'peerjs',
    secure: true,
  });
  expect(resolveAddress({}, undefined, 'http://localhost:9000/').port).toBe(9000);
});

test('config.json names the service, unless an address was built in: the page may reach no other then', () => {
  const config = { signaling: 'http://signal.example:9001/meet', key: 'mine' };
  const address = resolveAddress(config, undefined, PAGE);
  expect(address).toEqual({ host: 'signal.example', port: 9001, path: '/meet/', key: 'mine', secure: false });
  expect(httpBase(address)).toBe('http://signal.example:9001/meet/mine');
  expect(resolveAddress(config, 'https://built.example', PAGE)).toMatchObject({
    host: 'built.example',
    key: 'mine',
  });
});

test('an IPv6 host keeps its brackets', () => {
  expect(httpBase(resolveAddress(undefined, undefined, 'http://[::1]:9000/'))).toBe(
    'http://[::1]:9000/peerjs',
  );
});

test.each([
  ['signaling', { signaling: 'signal.example' }],
  ['signaling', { signaling: 'ftp://signal.example' }],
  ['signaling', { signaling: 7 }],
  ['key', { key: 'a/b' }],
])('a wrong %s is told by its name', (field, config) => {
  expect(() => resolveAddress(config, undefined, PAGE)).toThrow(ConfigError);
  expect(() => resolveAddress(config, undefined, PAGE)).toThrow(field);
});

test('a config.json that is not there is none', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('not here', { status: 404 })));
  expect((await findService(undefined, PAGE)).host).toBe('play.example');
});

test('one that cannot be had for now is not taken for none, nor for a wrong one', async () => {
  for (const fetched of [
    () => Promise.resolve(new Response('busy', { status: 503 })),
    () => Promise.reject(new TypeError('network')),
  ]) {
    vi.stubGlobal('fetch', fetched);
    const failed = findService(undefined, PAGE);
    await expect(failed).rejects.toThrow(Error);
    await expect(failed).rejects.not.toBeInstanceOf(ConfigError);
  }
});

test('a config.json that is no JSON is an error, and is asked for beside the page without a cache', async () => {
  const fetched = vi.fn<typeof fetch>(() => Promise.resolve(new Response('<html>')));
  vi.stubGlobal('fetch', fetched);
  await expect(findService(undefined, PAGE)).rejects.toThrow('not JSON');
  expect(fetched).toHaveBeenCalledWith(new URL('https://play.example/games/uttt/config.json'), {
    cache: 'no-store',
    signal: expect.any(AbortSignal),
  });
});
