import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DISPUTES } from './codes.ts';
import type { GameStanding, Hello, Standing } from './messages.ts';
import { nextIdOf } from './match.ts';
import { disputeBetween, standingOf } from './resume.ts';
import { Duet, NAMES, SHORTEST_WIN } from './simulator/duet.ts';

const NONCES = { here: '0a'.repeat(16), there: '0b'.repeat(16), other: '0c'.repeat(16) };
const GAME = 'dd'.repeat(16);
const heads = (digit: string): string => digit.repeat(64);

function hello(nonce: string, told: Partial<Standing>): Hello {
  const none: Standing = { peer: null, sent: 0, heard: 0, from: 1, game: null };
  const whole = { ...none, ...told };
  return { t: 'hello', protocol: 2, build: 'b', caps: [], nonce, toss: null, standing: whole, dispute: null };
}

const here = (told: Partial<Standing>): Hello => hello(NONCES.here, told);
const there = (told: Partial<Standing>): Hello => hello(NONCES.there, told);

/** The heads of a game: the one after `ply` plies is that digit, over and over. */
function at(ply: number, plays: 'X' | 'O', more: Partial<GameStanding> = {}): GameStanding {
  const before = ply === 0 ? null : heads(String(ply - 1));
  return { id: GAME, number: 1, plays, ply, head: heads(String(ply)), before, ...more };
}

// Few values for each field, so that the two sides often nearly fit.
const standings: fc.Arbitrary<Standing> = fc.record({
  peer: fc.constantFrom(null, ...Object.values(NONCES)),
  sent: fc.integer({ min: 0, max: 4 }),
  heard: fc.integer({ min: 0, max: 4 }),
  from: fc.integer({ min: 1, max: 4 }),
  game: fc.option(
    fc
      .record({
        ply: fc.integer({ min: 0, max: 3 }),
        plays: fc.constantFrom('X' as const, 'O' as const),
        number: fc.constantFrom(1, 2, 3),
        id: fc.constantFrom(GAME, nextIdOf(GAME), NONCES.other),
        fork: fc.boolean(),
      })
      .map(({ ply, plays, number, id, fork }) =>
        at(ply, plays, { number, id, ...(fork && { head: heads('f') }) }),
      ),
    { nil: null },
  ),
});

test('the two sides come to different ends', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(standings, standings, (one, other) => {
      const [mine, theirs] = [here(one), there(other)];
      const code = disputeBetween(mine, theirs);
      expect(disputeBetween(theirs, mine)).toBe(code);
      reached.add(code ?? 'none');
    }),
    { numRuns: 5_000 },
  );
  expect([...reached]).toContain('resume/other-game');
  expect([...reached]).toContain('none');
});

type Case = readonly [what: string, code: string | null, mine: Partial<Standing>, theirs: Partial<Standing>];
const knowing = { mine: { peer: NONCES.there }, theirs: { peer: NONCES.here } };

const CASES: readonly Case[] = [
  ['two who have never met', null, {}, {}],
  ['one that has heard the hello of the other', null, { peer: NONCES.there, sent: 1 }, {}],
  ['one that knows another session', 'resume/other-session', { peer: NONCES.other }, {}],
  ['one that has forgotten all', 'resume/other-session', { peer: NONCES.other, game: at(3, 'X') }, {}],
  ['one that knows the outcome of the toss', null, { game: at(0, 'X') }, {}],
  ['one that has made the first ply', null, { game: at(1, 'X') }, {}],
  ['one game with two plies, and none', 'resume/two-apart', { game: at(2, 'X') }, {}],
  ['a second game, and none', 'resume/other-game', { game: at(0, 'X', { number: 2 }) }, {}],
  ['the same log', null, { game: at(3, 'X') }, { game: at(3, 'O') }],
  ['a ply that is under way', null, { game: at(3, 'X') }, { game: at(2, 'O') }],
  ['a ply that its maker forgot', 'resume/not-my-ply', { game: at(2, 'X') }, { game: at(3, 'O') }],
  ['two plies apart', 'resume/two-apart', { game: at(3, 'X') }, { game: at(1, 'O') }],
  [
    'another last ply',
    'resume/other-chain',
    { game: at(3, 'X') },
    { game: at(3, 'O', { head: heads('f') }) },
  ],
  [
    'a ply after another past',
    'resume/other-chain',
    { game: at(3, 'X', { before: heads('f') }) },
    { game: at(2, 'O') },
  ],
  ['the same marks', 'resume/other-game', { game: at(3, 'X') }, { game: at(3, 'X') }],
  ['another game', 'resume/other-game', { game: at(3, 'X') }, { game: at(3, 'O', { id: NONCES.other }) }],
  [
    'a rematch that one does not know of',
    null,
    { game: at(0, 'O', { number: 2, id: nextIdOf(GAME) }) },
    { game: at(3, 'O') },
  ],
  [
    'a rematch of another game',
    'resume/other-game',
    { game: at(0, 'O', { number: 2, id: NONCES.other }) },
    { game: at(3, 'O') },
  ],
  [
    'two rematches later',
    'resume/other-game',
    { game: at(0, 'O', { number: 3, id: nextIdOf(GAME) }) },
    { game: at(3, 'O') },
  ],
  ['a message that its sender forgot', 'resume/forgotten', { heard: 3 }, { sent: 2 }],
  ['a message that is kept for the other', null, { heard: 2 }, { sent: 4, from: 3 }],
  ['a message that nobody has any more', 'resume/gap', { heard: 1 }, { sent: 4, from: 3 }],
];

test.each(CASES)('%s: %s', (_, code, mine, theirs) => {
  const both = [here({ ...knowing.mine, ...mine }), there({ ...knowing.theirs, ...theirs })] as const;
  const own = code === 'resume/other-session' ? ([here(mine), there(theirs)] as const) : both;
  expect(disputeBetween(...own)).toBe(code);
  expect(disputeBetween(own[1], own[0])).toBe(code);
});

test('there is a dispute that nothing leads to', () => {
  expect(new Set(CASES.flatMap(([, code]) => code ?? []))).toEqual(new Set(DISPUTES));
});

/** Ann has forgotten so many of her writes, and the two meet again. */
function disputed(forgotten: number): Duet {
  const duet = new Duet().open().playAll(SHORTEST_WIN.slice(0, 5));
  return duet.reload('ann', { forgotten }).cut(['bob']).open();
}

test('the two sides of a dispute do not both know of it, or talk about it for ever', () => {
  const duet = disputed(4);
  for (const name of NAMES) {
    const ended = { reason: 'disputed', code: 'resume/two-apart', closed: false };
    expect(duet.view(name)).toMatchObject({ phase: 'ended', link: 'closed', ended });
  }
  expect(duet.entries.filter((entry) => 'effect' in entry && entry.effect.type === 'close')).toHaveLength(2);
});

test('a dispute overwrites something, or the game goes on all the same', () => {
  const duet = disputed(4);
  expect(duet.view('ann').game?.moves).toEqual(SHORTEST_WIN.slice(0, 1));
  expect(duet.view('bob').game?.moves).toEqual(SHORTEST_WIN.slice(0, 5));
  for (const name of NAMES) {
    expect(duet.act(name, { type: 'resign' })).toEqual([{ type: 'notice', code: 'command/not-playing' }]);
  }
});

test('who was not heard to disagree does not learn of it on the next link', () => {
  const duet = new Duet()
    .open()
    .playAll(SHORTEST_WIN.slice(0, 5))
    .reload('ann', { forgotten: 4 })
    .cut(['bob']);
  for (const name of NAMES) duet.feed(name, { type: 'link-open', at: duet.now });
  duet.lose('bob').deliver('ann');
  expect(duet.view('ann').ended?.reason).toBe('disputed');
  expect(duet.view('bob').ended).toBeNull();
  // Bob's page is loaded again meanwhile, and so is Ann's: what she has found is stored.
  duet.reload('ann').reload('bob').open();
  for (const name of NAMES) expect(duet.view(name).ended).toEqual(duet.view('ann').ended);
  expect(duet.view('bob').ended?.reason).toBe('disputed');
});

test('a disputed game cannot be closed, or is open again after a reload', () => {
  const duet = disputed(4);
  expect(duet.feed('bob', { type: 'end-disputed', at: 0 })).toMatchObject([{ type: 'store' }]);
  expect(duet.reload('bob').view('bob').ended).toMatchObject({ reason: 'disputed', closed: true });
  const other = new Duet().open();
  expect(other.feed('ann', { type: 'end-disputed', at: 0 })).toEqual([
    { type: 'notice', code: 'command/no-dispute' },
  ]);
});

test('a storage that lost one write is a dispute', () => {
  // Her last write was that she had heard his ply: he says it again.
  const duet = new Duet().open().playAll(SHORTEST_WIN.slice(0, 4));
  duet.reload('ann', { forgotten: 1 }).cut(['bob']).open();
  for (const name of NAMES) {
    expect(duet.view(name)).toMatchObject({ phase: 'playing', ended: null });
    expect(duet.view(name).game?.moves).toEqual(SHORTEST_WIN.slice(0, 4));
  }
});

test('what the standing says is not what the session remembers', () => {
  const duet = new Duet().open().playAll(SHORTEST_WIN.slice(0, 3));
  const { match, hello: greeting } = duet.state('ann');
  expect(standingOf(duet.state('ann'))).toEqual({
    peer: greeting.peer,
    sent: 4,
    heard: 3,
    from: 4,
    game: { id: match?.id, number: 1, plays: 'X', ply: 3, head: match?.head, before: match?.before },
  });
});
