import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { legalMoves, play } from '../game/index.ts';
import { digest, link, shortDigest } from './hash.ts';
import { headAfter, type Match, newMatch, withPly } from './match.ts';

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

test('a hash is not the SHA-256 that the protocol describes', () => {
  expect(digest('commit', 'ann', 'ff')).toBe(sha256('uttt/1 commit\nann\nff'));
  expect(shortDigest('game', 'x')).toBe(sha256('uttt/1 game\nx').slice(0, 32));
  const block = new Uint8Array([...Buffer.from('ab'.repeat(32), 'hex'), 12, 80]);
  expect(link('ab'.repeat(32), 12, 80)).toBe(sha256(block));
});

test('a hash made for one purpose serves for another', () => {
  expect(digest('toss', 'a', 'b')).not.toBe(digest('game', 'a', 'b'));
  expect(digest('toss', 'a', 'b')).not.toBe(digest('toss', 'ab'));
});

test('the chain of a game cannot be computed by somebody else', () => {
  const id = '0f'.repeat(16);
  let match: Match = newMatch({ id, number: 1, me: 'X', players: { X: 'ann', O: 'bob' } });
  let head = sha256(`uttt/1 chain\n${id}\nann\nbob`);
  for (let ply = 0; ply < 20; ply += 1) {
    const move = legalMoves(match.position)[ply % 3] ?? Number.NaN;
    head = sha256(new Uint8Array([...Buffer.from(head, 'hex'), ply, move]));
    const after = play(match.position, move);
    if (!after.ok) throw new Error(after.error);
    match = withPly(match, move, after.value, headAfter(match, move));
    expect(match.head).toBe(head);
  }
});
