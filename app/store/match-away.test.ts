import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_TIMING } from '../session/index.ts';
import { type Id, Pair, until } from './testing/pair.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const { claimAfterByeMs, claimAfterSilenceMs } = DEFAULT_TIMING;

async function after(plies: number): Promise<Pair> {
  const pair = new Pair();
  await pair.meet();
  await pair.play(plies);
  return pair;
}

const otherOf = (id: Id): Id => (id === 'ann' ? 'bob' : 'ann');

test('a page that goes away is seen as gone at once, and tried for only when it can be back', async () => {
  const pair = await after(3);
  pair.close('ann', true);
  await vi.advanceTimersByTimeAsync(20);
  expect(pair.bob.state).toBe('gone');
  expect(pair.bob.match.session.absence?.why).toBe('closed');
  expect(pair.bob.runner.opponent()).toBe('ann');
  await vi.advanceTimersByTimeAsync(900);
  expect(pair.bob.dials).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(pair.bob.dials).not.toEqual([]);
});

test('a claim is possible after the time, and not before', async () => {
  const pair = await after(3);
  pair.close('ann', true);
  await until(() => pair.bob.state === 'gone');
  const { claimAt } = pair.bob.match;
  expect(claimAt).toBeGreaterThan(Date.now() + claimAfterByeMs - 50);
  expect(claimAt).toBeLessThanOrEqual(Date.now() + claimAfterByeMs);

  await vi.advanceTimersByTimeAsync(claimAfterByeMs - 50);
  expect(pair.bob.match.session.mayClaim).toBe(false);
  pair.bob.act.claim('win');
  expect(pair.bob.codes).toEqual(['command/may-not-claim']);
  expect(pair.bob.match.session.game?.result).toBeNull();

  await vi.advanceTimersByTimeAsync(50);
  expect(pair.bob.match.session.mayClaim).toBe(true);
  pair.bob.act.claim('win');
  const { game } = pair.bob.match.session;
  expect(game).toMatchObject({ result: { by: 'claim', winner: game?.me }, provisional: true });
  expect(pair.bob.match.claimAt).toBeNull();
});

test('the times of the settings count, after a reload too', async () => {
  const pair = new Pair({ timing: { claimAfterByeMs: 500, claimAfterSilenceMs: 700 } });
  await pair.meet();
  pair.close('ann', true);
  await vi.advanceTimersByTimeAsync(600);
  expect(pair.bob.match.session.mayClaim).toBe(true);
  // A page that was not there has heard no goodbye.
  pair.reload('bob', true);
  await vi.advanceTimersByTimeAsync(600);
  expect(pair.bob.match.session.mayClaim).toBe(false);
  await vi.advanceTimersByTimeAsync(100);
  expect(pair.bob.match.session.mayClaim).toBe(true);
});

test.each(['win', 'draw'] as const)('a claimed %s is confirmed when the other comes back', async (as) => {
  const pair = await after(3);
  const { id } = pair.mover;
  const there = otherOf(id);
  pair.close(id, true);
  await vi.advanceTimersByTimeAsync(claimAfterByeMs + 100);
  pair[there].act.claim(as);
  pair.open(id);
  const winner = as === 'win' ? pair[there].match.session.game?.me : null;
  await until(() => pair[id].match.session.game?.result?.by === 'claim');
  expect(pair[id].match.session.game?.result).toEqual({ by: 'claim', winner });
  await until(() => pair[there].match.session.game?.provisional === false);
  expect(pair[there].match.session.game?.result).toEqual({ by: 'claim', winner });
  const score = pair[there].match.session.score;
  expect(score).toEqual(as === 'win' ? { mine: 1, theirs: 0, drawn: 0 } : { mine: 0, theirs: 0, drawn: 1 });
});

test('a provisional claim outlives a reload, and so does its being confirmed', async () => {
  const pair = await after(3);
  const { id } = pair.mover;
  const there = otherOf(id);
  pair.close(id, false);
  await vi.advanceTimersByTimeAsync(claimAfterSilenceMs + 100);
  pair[there].act.claim('win');
  pair.reload(there, true);
  expect(pair[there].match.session.game).toMatchObject({ result: { by: 'claim' }, provisional: true });
  pair.open(id);
  await until(() => pair[there].match.session.game?.provisional === false);
  pair.reload(there, true);
  expect(pair[there].match.session.game).toMatchObject({ result: { by: 'claim' }, provisional: false });
});

test('a move that was made in time beats the claim, and the game goes on', async () => {
  const pair = await after(3);
  const { id } = pair.mover;
  const there = otherOf(id);
  pair[id].isMute = true;
  pair[id].play();
  pair.close(id, false);
  await vi.advanceTimersByTimeAsync(claimAfterSilenceMs + 100);
  expect(pair[there].state).toBe('gone');
  pair[there].act.claim('win');
  pair.open(id);
  await pair.playing();
  await until(() => pair[there].moves.length === 4);
  expect(pair[there].match.session.game?.result).toBeNull();
  expect(pair[there].codes).toEqual(['claim/beaten']);
  await pair.play(2);
});

test('two claims against each other are no result, and a rematch goes on from where the game stood', async () => {
  const pair = await after(5);
  const board = pair.ann.moves;
  pair.isServiceUp = false;
  pair.cut();
  await vi.advanceTimersByTimeAsync(claimAfterSilenceMs + 100);
  for (const page of pair.both) page.act.claim('win');
  pair.serviceUp();
  await until(() => pair.both.every(({ match }) => match.session.game?.result?.by === 'claims'));
  expect(pair.ann.match.session.score).toEqual({ mine: 0, theirs: 0, drawn: 0 });
  await pair.playing();
  pair.ann.act.offerRematch();
  await until(() => pair.bob.match.session.game?.rematch === 'theirs');
  pair.bob.act.answerRematch(true);
  await until(() => pair.ann.match.session.game?.number === 2);
  expect(pair.boards).toEqual([board, board]);
  await pair.play(1);
});

test('who has left for good is claimed against as well, and a new game is possible all the while', async () => {
  const pair = await after(3);
  pair.ann.act.leave();
  await until(() => pair.bob.match.session.ended !== null);
  expect(pair.bob.runner.busyFor('cat')).toBe(false);
  pair.bob.act.claim('win');
  expect(pair.bob.codes).toEqual(['command/may-not-claim']);
  await vi.advanceTimersByTimeAsync(claimAfterByeMs);
  pair.bob.act.claim('win');
  expect(pair.bob.match.session.game?.result).toMatchObject({ by: 'claim' });
  pair.open('bob');
  expect(pair.bob.match.session.game?.result).toMatchObject({ by: 'claim' });
});

test('a challenge of the opponent is welcome once it has gone, and of nobody else', async () => {
  const pair = await after(1);
  expect(['bob', 'cat'].map((id) => pair.ann.runner.busyFor(id))).toEqual([true, true]);
  pair.isServiceUp = false;
  pair.cut();
  // A link that drops is no reason to give the game up for another one.
  expect(['bob', 'cat'].map((id) => pair.ann.runner.busyFor(id))).toEqual([true, true]);
  await vi.advanceTimersByTimeAsync(claimAfterSilenceMs);
  expect(pair.ann.state).toBe('gone');
  expect(['bob', 'cat'].map((id) => pair.ann.runner.busyFor(id))).toEqual([false, true]);
  pair.ann.runner.begin('bob');
  expect(['bob', 'cat'].map((id) => pair.ann.runner.busyFor(id))).toEqual([true, true]);
});

test('the opponent has lost the game, and both begin another one: nothing of the old one is left', async () => {
  const pair = await after(5);
  pair.close('ann', true);
  pair.storage.ann.entries.delete('uttt:game');
  pair.open('ann');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(pair.bob.state).toBe('gone');
  pair.bob.runner.begin('ann');
  pair.ann.runner.begin('bob');
  await pair.playing();
  expect(pair.boards).toEqual([[], []]);
  await pair.play(4);
  pair.reload('bob', true);
  await pair.playing();
  expect(pair.boards[0]).toEqual(pair.boards[1]);
});
