import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

const read = (args: readonly string[], env = {}) => {
  const got = readOptions(args, env);
  if (got.type !== 'options') throw new Error(JSON.stringify(got));
  return got.options;
};

test('a URL is enough, and its path is that of the service', () => {
  const options = read(['https://game.example']);
  expect(options).toMatchObject({ key: 'peerjs', browser: true, timeoutMs: 10_000, bearers: [] });
  expect([options.service.href, options.page?.href]).toEqual([
    'https://game.example/',
    'https://game.example/',
  ]);
  const below = read(['https://game.example:8443/signal?x#y']);
  expect([below.service.href, below.page?.href]).toEqual([
    'https://game.example:8443/signal/',
    'https://game.example:8443/',
  ]);
});

test('the page may be elsewhere, or nowhere', () => {
  expect(read(['http://a.example', '--page', 'https://b.example/uttt']).page?.href).toBe(
    'https://b.example/uttt/',
  );
  expect(read(['http://a.example', '--page=none']).page).toBeNull();
});

test('tokens come in the environment, where no list of processes shows them', () => {
  expect(read(['http://a.example'], { SMOKE_BEARER: ' one  two ' }).bearers).toEqual(['one', 'two']);
  expect(readOptions(['http://a.example', '--bearer', 'one'], {}).type).toBe('wrong');
});

test.each([
  [[], 'URL'],
  [['http://a.example', 'http://b.example'], 'one URL'],
  [['a.example'], 'http:// or https://'],
  [['ftp://a.example'], 'http:// or https://'],
  [['http://'], 'http:// or https://'],
  [['http://a.example', '--page', 'b.example'], '--page'],
  [['http://a.example', '--key', 'a/b'], 'key'],
  [['http://a.example', '--timeout', '0'], '1 to 600'],
  [['http://a.example', '--timeout', 'soon'], '1 to 600'],
  [['http://a.example', '--what'], '--what'],
] as const)('%j is refused with a sentence', (args, part) => {
  const got = readOptions(args, {});
  expect(got).toMatchObject({ type: 'wrong', why: expect.stringContaining(part) });
});

test('whoever asks for help gets it, whatever else there is', () => {
  expect(readOptions(['--help'], {}).type).toBe('help');
  expect(readOptions(['nonsense', '-h'], {}).type).toBe('help');
});
