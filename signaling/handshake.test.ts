import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHandshake } from './handshake.ts';

test('what a PeerJS client puts into its URL is read', () => {
  const query = 'key=peerjs&id=rare-geckos-jam&token=abc123&version=1.5.5';
  expect(readHandshake(query, 'peerjs', false)).toEqual({ ok: true, id: 'rare-geckos-jam', token: 'abc123' });
});

test.each([
  ['id=a&token=t', 'handshake/parameters'],
  ['key=peerjs&id=&token=t', 'handshake/parameters'],
  ['', 'handshake/parameters'],
  ['key=other&id=a&token=t', 'handshake/key'],
  ['key=peerjs&id=%3Cb%3E&token=t', 'handshake/id'],
  [`key=peerjs&id=${'a'.repeat(65)}&token=t`, 'handshake/id'],
  [`key=peerjs&id=a&token=${'t'.repeat(2049)}`, 'handshake/token'],
])('%s is refused: %s', (query, code) => {
  expect(readHandshake(query, 'peerjs', false)).toEqual({ ok: false, code });
});

test('no query makes it throw', () => {
  const anything = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(anything, (query) => {
      expect(readHandshake(query, 'peerjs', false).ok).toBe(false);
    }),
  );
});
