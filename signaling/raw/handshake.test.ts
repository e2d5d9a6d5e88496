import { expect, test } from 'vitest';
import { isRawUrl, readRawHandshake } from './handshake.ts';

test.each([
  ['/?roomId=den', '/', true],
  ['/?token=t&roomId=den', '/', true],
  ['/?roomId=', '/', true],
  ['/app/?roomId=den', '/app/', true],
  ['/app?roomId=den', '/app/', true],
  ['/', '/', false],
  ['/?room=den', '/', false],
  ['/peerjs?roomId=den', '/', false],
  ['/?roomId=den', '/app/', false],
  ['?roomId=den', '/', false],
  ['', '/', false],
])('%j on a service at %j: %j', (url, path, wanted) => {
  expect(isRawUrl(url, path)).toBe(wanted);
});

test.each(['den', 'a', 'A_z-0:9.b', 'x'.repeat(64)])('%j names a room', (roomId) => {
  expect(readRawHandshake(`/?token=t&roomId=${roomId}`, 64)).toEqual({ roomId, token: 't' });
});

test.each(['', 'x'.repeat(65), 'two words', 'a/b', '%00', '%F0%9F%8E%B2', 'a%0Ab', '..%2F..'])(
  '%j names no room',
  (roomId) => {
    expect(readRawHandshake(`/?roomId=${roomId}`, 64)).toBe(null);
  },
);
