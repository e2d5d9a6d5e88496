import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Coturn, startCoturn } from '../testing/coturn.ts';
import { turnServer } from './turn.ts';

const SECRET = 'what coturn and the service share';
const NOW = Date.UTC(2030, 0, 1);

let coturn: Coturn;
beforeAll(async () => {
  coturn = await startCoturn(SECRET);
});
afterAll(() => coturn.stop());

const options = { turnUrls: ['turn:a.example'], turnSecret: SECRET, turnTtlSeconds: 60 };

function allocate({
  username = '',
  credential = '',
}: ReturnType<typeof turnServer>): Promise<'allocated' | number> {
  return coturn.allocate(username, credential);
}

test('a credential is as coturn reckons it', () => {
  // By `printf 1893456060:ann | openssl dgst -sha1 -hmac 'what coturn and the service share' -binary | base64`.
  expect(turnServer(options, 'ann', NOW)).toEqual({
    urls: ['turn:a.example'],
    username: '1893456060:ann',
    credential: 'gpPiNLhEBXIyowlnPW6MA3KyJms=',
  });
});

test.each(['rare-geckos-jam', 'A b_c', 'auth0|ann', 'with:colons', `"'\\ ;é`, 'x'.repeat(2000)])(
  'coturn gives a relayed address to %.20s',
  async (name) => {
    expect(await allocate(turnServer(options, name, Date.now()))).toBe('allocated');
  },
);

test('coturn turns a credential down that has run out, is of another secret, or of somebody else', async () => {
  expect(await allocate(turnServer(options, 'ann', Date.now() - 61_000))).toBe(401);
  expect(await allocate(turnServer({ ...options, turnSecret: 'another' }, 'ann', Date.now()))).toBe(401);
  const { credential = '' } = turnServer(options, 'ann', Date.now());
  const { username = '' } = turnServer(options, 'bob', Date.now());
  expect(await coturn.allocate(username, credential)).toBe(401);
});
