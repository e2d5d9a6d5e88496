/** A peer that follows no rules: nothing it sends throws, moves a mark wrongly, or costs more than a little. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLegal, legalMoves, opponent, play, printMove, turn } from '../game/index.ts';
import { link } from './hash.ts';
import { hearFrame } from './inbound.ts';
import type { Match } from './match.ts';
import { step } from './session.ts';
import { Duet, SHORTEST_WIN } from './simulator/duet.ts';
import type { Effect, SessionState } from './state.ts';
import { UNACKED_MAX } from './stream.ts';

const HASH = 'ab'.repeat(32);

/** Bob is hostile: `say` gives his message the next number, so that the stream takes it. */
function facing(plies: number) {
  const duet = new Duet().open().playAll(SHORTEST_WIN.slice(0, plies));
  const match = () => matchOf(duet.state('ann'));
  const say = (message: object): readonly Effect[] => {
    const { received, sent } = duet.state('ann').stream;
    return duet.inject('ann', { ...message, seq: received + 1, ack: sent });
  };
  const about = (t: string, more: object = {}) => say({ t, game: match().id, ...more });
  return { duet, match, say, about };
}

function matchOf({ match }: SessionState): Match {
  if (match === null) throw new Error('there is no game');
  return match;
}

/** A ply that would be Bob's next, but for what is given. */
function ply(match: Match, move: string, more: object = {}) {
  const index = match.moves.length;
  const head = link(match.head, index, Number(move[0]) * 9 + Number(move[1]));
  return { ply: index, move, head, ...more };
}

test('an honest ply is refused', () => {
  const { match, about } = facing(1);
  about('ply', ply(match(), '12'));
  expect(match().moves).toEqual(SHORTEST_WIN.slice(0, 2));
});

test.each([
  ['in another game', 1, '12', { game: 'ee'.repeat(16) }, 'game/wrong-game'],
  ['out of turn', 2, '23', {}, 'ply/out-of-turn'],
  ['two plies ahead', 1, '12', { ply: 3 }, 'ply/wrong-ply'],
  ['in the place of an earlier one', 3, '14', { ply: 1 }, 'ply/wrong-ply'],
  ['on another board than the forced one', 1, '40', {}, 'ply/illegal-move', 'move/wrong-board'],
  ['on a taken cell', 5, '12', {}, 'ply/illegal-move', 'move/cell-taken'],
  ['with another head', 1, '12', { head: HASH }, 'ply/head-mismatch'],
  ['after the game', 17, '40', {}, 'game/over'],
])('a ply %s moves a mark', (_, plies, move, more, code, rule?: string) => {
  const { duet, match, about } = facing(plies);
  const before = match();
  const effects = about('ply', ply(before, move, more)).filter(({ type }) => type !== 'store');
  expect(match()).toBe(before);
  expect(effects[0]).toEqual({ type: 'notice', code, ...(rule === undefined ? {} : { rule }) });
  expect(effects[1]).toMatchObject({ type: 'send', text: expect.stringContaining(`"code":"${code}"`) });
  expect(effects).toHaveLength(2);
  expect(duet.view('ann').ended).toBeNull();
});

test('a ply that is repeated in a new frame is refused, or played twice', () => {
  const { duet, match, about } = facing(2);
  const before = match();
  about('ply', { ply: 1, move: '12', head: before.head });
  expect(match()).toBe(before);
  expect(duet.notices('ann')).toEqual([]);
});

test.each([
  ['resigns in the past', 'resign', { ply: 1 }, 'game/wrong-ply'],
  ['resigns in the future', 'resign', { ply: 4 }, 'game/wrong-ply'],
  ['offers a draw in the past', 'draw-offer', { ply: 0 }, 'game/wrong-ply'],
  ['accepts a draw that was not offered', 'draw-accept', { ply: 3 }, 'draw/no-offer'],
  ['declines a draw that was not offered', 'draw-decline', { ply: 3 }, 'draw/no-offer'],
  ['asks for a rematch during the game', 'rematch-offer', {}, 'rematch/not-over'],
  ['accepts a rematch during the game', 'rematch-accept', {}, 'rematch/no-offer'],
  ['declines a rematch during the game', 'rematch-decline', {}, 'rematch/no-offer'],
])('a peer that %s is believed', (_, type, more, code) => {
  const { duet, match, about } = facing(3);
  const before = match();
  about(type, more);
  expect(match()).toBe(before);
  expect(duet.notices('ann')).toEqual([{ type: 'notice', code }]);
});

test('a peer that has just made a ply resigns as if it had not', () => {
  const { duet, match, about } = facing(2);
  about('resign', { ply: 1 });
  expect(match().verdict).toBeNull();
  expect(duet.notices('ann')).toEqual([{ type: 'notice', code: 'game/wrong-ply' }]);
});

test('a peer offers a draw again and again', () => {
  const { duet, about } = facing(3);
  about('draw-offer', { ply: 3 });
  duet.act('ann', { type: 'decline-draw' });
  about('draw-offer', { ply: 3 });
  expect(duet.notices('ann')).toEqual([{ type: 'notice', code: 'draw/too-soon' }]);
  expect(duet.view('ann').game?.drawOffer).toBe('none');
});

test('a peer that resigned plays on, or resigns again', () => {
  const { duet, match, about } = facing(3);
  about('resign', { ply: 3 });
  about('ply', ply(match(), '38'));
  about('resign', { ply: 3 });
  expect(duet.notices('ann').map(({ code }) => code)).toEqual(['game/over', 'game/over']);
  expect(match().moves).toHaveLength(3);
});

test('after our resignation the peer makes two plies', () => {
  const { duet, match, about } = facing(3);
  duet.act('ann', { type: 'resign' });
  about('ply', ply(match(), '38'));
  about('ply', ply(match(), '81'));
  expect(match().moves).toHaveLength(4);
  expect(duet.notices('ann').map(({ code }) => code)).toEqual(['ply/out-of-turn']);
  expect(duet.view('ann').game?.result).toEqual({ by: 'resignation', winner: 'O' });
});

test('a peer asks for a rematch again and again', () => {
  const { duet, about } = facing(17);
  about('rematch-offer');
  duet.act('ann', { type: 'decline-rematch' });
  about('rematch-offer');
  expect(duet.notices('ann')).toEqual([{ type: 'notice', code: 'rematch/too-soon' }]);
  expect(duet.view('ann').game?.rematch).toBe('declined-by-me');
});

test('what the peer refuses of ours stays hidden, or is answered by a refusal', () => {
  const { duet, say } = facing(1);
  const effects = say({ t: 'refuse', of: 3, code: 'ply/illegal-move', rule: 'move/wrong-board' });
  expect(duet.notices('ann')).toEqual([
    { type: 'notice', code: 'peer/refused', refusal: 'ply/illegal-move', rule: 'move/wrong-board' },
  ]);
  expect(effects.some((effect) => effect.type === 'send' && effect.text.includes('"refuse"'))).toBe(false);
});

test('nonsense goes on for ever', () => {
  const { duet } = facing(1);
  for (let count = 0; count < 17; count += 1) duet.inject('ann', '{');
  expect(duet.view('ann').ended).toEqual({ reason: 'refused', code: 'session/flood' });
  expect(duet.state('ann').link).toBe('closed');
  expect(duet.inject('ann', '{')).toEqual([]);
});

test('a flood of valid frames goes on for ever', () => {
  const { duet } = facing(1);
  const ping = { t: 'ping', ack: 0, n: 1 };
  for (let count = 0; count < 100; count += 1) {
    if (count === 50) duet.now += 1_000;
    duet.inject('ann', ping);
  }
  expect(duet.view('ann').ended).toBeNull();
  for (let count = 0; count < 101; count += 1) duet.inject('ann', ping);
  expect(duet.view('ann').ended).toEqual({ reason: 'refused', code: 'session/flood' });
});

test('a peer acknowledges what we never said', () => {
  const { duet } = facing(1);
  duet.inject('ann', { t: 'ack', ack: 1_000 });
  expect(duet.notices('ann').map(({ code }) => code)).toEqual(['frame/bad-ack']);
});

// What the fuzzer sends: whole messages with the number and the game that are due, so that they get past the
// stream; everything that Bob said in an honest session; pieces of that; and nonsense.
const HONEST = honestFrames();
const length = fc.nat(20);
const body = fc.oneof(
  { weight: 6, arbitrary: fc.record({ t: fc.constant('ply'), move: fc.integer({ min: 0, max: 80 }) }) },
  fc.record({ t: fc.constantFrom('resign', 'draw-offer', 'draw-accept', 'draw-decline'), ply: length }),
  fc.record({ t: fc.constantFrom('rematch-offer', 'rematch-accept', 'rematch-decline') }),
);
const mutated = fc
  .tuple(fc.constantFrom(...HONEST), fc.nat(300), fc.nat(20), fc.string({ maxLength: 6 }))
  .map(([text, at, cut, insert]) => text.slice(0, at) + insert + text.slice(at + cut));
const frames = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: body },
    { weight: 3, arbitrary: fc.constantFrom(...HONEST) },
    { weight: 2, arbitrary: mutated },
    fc.string(),
    fc.json(),
  ),
  { maxLength: 60 },
);
type Attack = { readonly t: string; readonly move?: number };

function textOf(attack: Attack, { match, stream }: SessionState): string {
  if (match === null) return JSON.stringify(attack);
  const { move } = attack;
  const place = { game: match.id, seq: stream.received + 1, ack: stream.sent };
  if (move === undefined) return JSON.stringify({ ...attack, ...place });
  const index = match.moves.length;
  const head = link(match.head, index, move);
  return JSON.stringify({ ...attack, ...place, ply: index, move: printMove(move), head });
}

function honestFrames(): readonly string[] {
  const duet = new Duet().open().playAll(SHORTEST_WIN);
  duet.act('bob', { type: 'offer-rematch' });
  duet.deliver();
  duet.act('ann', { type: 'accept-rematch' });
  duet.deliver().playAll(SHORTEST_WIN.slice(0, 3));
  duet.act('bob', { type: 'leave' });
  return duet.entries.flatMap((entry) =>
    entry.who === 'bob' && 'effect' in entry && entry.effect.type === 'send' ? [entry.effect.text] : [],
  );
}

/** What a frame may do to a board: nothing, or one legal ply of the peer's, even if it releases held messages. */
function expectLegal(before: SessionState, after: SessionState): void {
  if (before.match === null || after.match === null || after.match.id !== before.match.id) return;
  const { me } = before.match;
  let { position } = before.match;
  expect(after.match.moves.slice(0, before.match.moves.length)).toEqual(before.match.moves);
  const fresh = after.match.moves.slice(before.match.moves.length);
  expect(fresh.length).toBeLessThanOrEqual(1);
  for (const move of fresh) {
    expect(turn(position)).toBe(opponent(me));
    expect(isLegal(position, move)).toBe(true);
    const played = play(position, move);
    if (played.ok) ({ value: position } = played);
  }
  expect(after.match.position).toEqual(position);
}

/** Ann moves whenever it is her turn, so that more than one ply of Bob's can be legal. */
function answered(state: SessionState): SessionState {
  const move = state.match === null ? undefined : legalMoves(state.match.position)[0];
  return move === undefined ? state : step(state, { type: 'play', move, at: state.now }).state;
}

test('some sequence of frames throws, moves a mark wrongly, or costs too much', { timeout: 60_000 }, () => {
  let plies = 0;
  let refusals = 0;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 17 }), frames, (begun, attacks) => {
      // Without the limits, which have tests of their own, more of each attack is looked at.
      const timing = { refusalsMax: 1_000, framesPerSecondMax: 1_000 };
      const duet = new Duet({ timing }).open().playAll(SHORTEST_WIN.slice(0, begun));
      let state = duet.state('ann');
      for (const attack of attacks) {
        const text = typeof attack === 'string' ? attack : textOf(attack, state);
        const { state: next, effects } = hearFrame(state, text);
        expectLegal(state, next);
        // Each of at most 16 held messages gives a notice and an answer; a flood adds a goodbye and a close.
        expect(effects.length).toBeLessThanOrEqual(2 * 16 + 3);
        expect(next.stream.held.size).toBeLessThan(16);
        expect(next.stream.said.length).toBeLessThanOrEqual(UNACKED_MAX + 1);
        if (next.match !== null && state.match !== null && next.match.moves.length > state.match.moves.length)
          plies += 1;
        state = answered(next);
      }
      refusals += state.guard.refusals;
    }),
    { numRuns: 1_000 },
  );
  // The fuzzer has to get past the first check, or it shows nothing.
  expect(plies).toBeGreaterThan(50);
  expect(refusals).toBeGreaterThan(500);
});
