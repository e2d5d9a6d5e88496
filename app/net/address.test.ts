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

test('config.json wins over the address that was built in', () => {
  const config = { signaling: 'http://signal.example:9001/meet', key: 'mine' };
  const address = resolveAddress(config, 'https://built.example', PAGE);
  expect(address).toEqual({ host: 'signal.example', port: 9001, path: '/meet/', key: 'mine', secure: false });
  expect(httpBase(address)).toBe('http://signal.example:9001/meet/mine');
  expect(resolveAddress({}, 'https://built.example', PAGE).host).toBe('built.example');
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

test('a config.json that is missing or out of reach is none', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('not here', { status: 404 })));
  expect((await findService(undefined, PAGE)).host).toBe('play.example');
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
  expect((await findService(undefined, PAGE)).host).toBe('play.example');
});

test('a config.json that is no JSON is an error, and is asked for beside the page without a cache', async () => {
  const fetched = vi.fn<typeof fetch>(() => Promise.resolve(new Response('<html>')));
  vi.stubGlobal('fetch', fetched);
  await expect(findService(undefined, PAGE)).rejects.toThrow('not JSON');
  expect(fetched).toHaveBeenCalledWith(new URL('https://play.example/games/uttt/config.json'), {
    cache: 'no-store',
  });
});
