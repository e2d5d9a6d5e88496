import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHandshake } from './handshake.ts';

test('what a PeerJS client puts into its URL is read', () => {
  const query = 'key=peerjs&id=rare-geckos-jam&token=abc123&version=1.5.5';
  expect(readHandshake(query, 'peerjs')).toEqual({ ok: true, id: 'rare-geckos-jam', token: 'abc123' });
});

test.each([
  ['id=a&token=t', 'No id, token, or key supplied to websocket server'],
  ['key=peerjs&id=&token=t', 'No id, token, or key supplied to websocket server'],
  ['', 'No id, token, or key supplied to websocket server'],
  ['key=other&id=a&token=t', 'Invalid key provided'],
  ['key=peerjs&id=%3Cb%3E&token=t', 'Invalid id provided'],
  [`key=peerjs&id=${'a'.repeat(65)}&token=t`, 'Invalid id provided'],
  [`key=peerjs&id=a&token=${'t'.repeat(2049)}`, 'Invalid token provided'],
])('%s is refused: %s', (query, error) => {
  expect(readHandshake(query, 'peerjs')).toEqual({ ok: false, error });
});

test('no query makes it throw', () => {
  const anything = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(anything, (query) => {
      expect(readHandshake(query, 'peerjs').ok).toBe(false);
    }),
  );
});
