import { expect, test } from 'vitest';
import { seeded } from './simulator/random.ts';
import { chooseRecord, commitmentOf, draw, parseTossRecord, withTheirPly, type TossRecord } from './toss.ts';

const A1 = 'a1'.repeat(32);
const A2 = 'a2'.repeat(32);
const B1 = 'b1'.repeat(32);
const hashOf = {
  ann: (secret: string) => commitmentOf('ann', secret),
  bob: (secret: string) => commitmentOf('bob', secret),
};

function record(state: TossRecord['state'], theirs: string | null): TossRecord {
  return { self: 'ann', secret: A1, theirs, state };
}

test('the two sides do not draw the same, or the draw favours one', () => {
  const random = seeded(7);
  let annIsX = 0;
  for (let count = 0; count < 2_000; count += 1) {
    const ann = { id: 'ann', secret: random.secret(), nonce: random.secret().slice(32) };
    const bob = { id: 'bob', secret: random.secret(), nonce: random.secret().slice(32) };
    const here = draw(ann, bob);
    const there = draw(bob, ann);
    expect(there.gameId).toBe(here.gameId);
    expect(new Set([here.me, there.me])).toEqual(new Set(['X', 'O']));
    if (here.me === 'X') annIsX += 1;
  }
  // 1,000 expected, with a standard deviation of 22: four of them.
  expect(Math.abs(annIsX - 1_000)).toBeLessThan(90);
});

test('a copied commitment opens', () => {
  expect(hashOf.bob(A1)).not.toBe(hashOf.ann(A1));
});

test('a secret that nobody has seen is not used again', () => {
  expect(chooseRecord('ann', record('pending', null), null, A2).secret).toBe(A1);
});

test('a pending toss is drawn again, whatever the peer says it remembers', () => {
  const stored = record('pending', hashOf.bob(B1));
  for (const memory of [
    null,
    { mine: hashOf.bob(A2), theirs: null },
    { mine: hashOf.bob(B1), theirs: null },
  ]) {
    expect(chooseRecord('ann', stored, memory, A2)).toBe(stored);
  }
});

test('a settled toss is forgotten while the peer still needs it', () => {
  const stored = record('settled', hashOf.bob(B1));
  const memory = { mine: hashOf.bob(B1), theirs: hashOf.ann(A1) };
  expect(chooseRecord('ann', stored, memory, A2)).toBe(stored);
});

test('a secret that the peer has seen is tossed against a commitment that it can still choose', () => {
  const fresh = { self: 'ann', secret: A2, theirs: null, state: 'pending' };
  const settled = record('settled', hashOf.bob(B1));
  const chosenNow = hashOf.bob(A2);
  expect(chooseRecord('ann', settled, { mine: chosenNow, theirs: hashOf.ann(A1) }, A2)).toEqual(fresh);
  expect(chooseRecord('ann', settled, { mine: chosenNow, theirs: null }, A2)).toEqual(fresh);
  expect(chooseRecord('ann', settled, { mine: hashOf.bob(B1), theirs: null }, A2)).toEqual(fresh);
});

test('who won a toss can claim for ever that it is pending', () => {
  const spent = record('spent', hashOf.bob(B1));
  const claim = { mine: hashOf.bob(B1), theirs: hashOf.ann(A1) };
  expect(chooseRecord('ann', spent, claim, A2)).toEqual({
    self: 'ann',
    secret: A2,
    theirs: null,
    state: 'pending',
  });
});

test('the state of a record goes back', () => {
  const pending = record('pending', hashOf.bob(B1));
  expect(withTheirPly(pending, 0).state).toBe('settled');
  expect(withTheirPly(pending, 1).state).toBe('spent');
  expect(withTheirPly(withTheirPly(pending, 1), 0).state).toBe('spent');
});

test('a damaged storage is taken for a record', () => {
  const good = record('pending', null);
  expect(parseTossRecord(JSON.parse(JSON.stringify(good)))).toEqual(good);
  for (const bad of [
    null,
    undefined,
    '',
    0,
    [],
    {},
    { ...good, secret: 'short' },
    { ...good, state: 'done' },
    { ...good, more: 1 },
  ]) {
    expect(parseTossRecord(bad)).toBeNull();
  }
});
