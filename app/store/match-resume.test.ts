import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { STEADY_MS } from '../net/line.ts';
import { CONNECT_TIMEOUT_MS } from './match-runner.ts';
import { Pair, until } from './testing/pair.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Two who have played so many plies, over a link that has lasted. */
async function after(plies: number): Promise<Pair> {
  const pair = new Pair();
  await pair.meet();
  await vi.advanceTimersByTimeAsync(STEADY_MS);
  await pair.play(plies);
  return pair;
}

function dialsOf(pair: Pair): number {
  return pair.ann.dials.length + pair.bob.dials.length;
}

test('a link that breaks is made anew, and the game goes on with the same board', async () => {
  const pair = await after(5);
  const board = pair.ann.moves;
  pair.cut();
  expect(pair.both.map(({ state }) => state)).toEqual(['reconnecting', 'reconnecting']);
  expect(pair.ann.match.connection).toEqual({ state: 'reconnecting', attempt: 1, retryAt: null });
  expect(pair.ann.runner.opponent()).toBe('bob');
  const from = performance.now();
  await pair.playing();
  expect(performance.now() - from).toBeLessThan(500);
  expect(pair.boards).toEqual([board, board]);
  expect(dialsOf(pair)).toBe(2);
  await pair.play(1);
});

test('the person reads when the next try is, and need not wait for it', async () => {
  const pair = await after(2);
  pair.isServiceUp = false;
  pair.cut();
  await until(() => pair.ann.match.connection.state === 'reconnecting' && pair.ann.dials.length > 4);
  const { connection } = pair.ann.match;
  expect(connection).toMatchObject({ state: 'reconnecting', attempt: 5 });
  expect(connection).toHaveProperty('retryAt', expect.any(Number));
  pair.isServiceUp = true;
  pair.ann.act.reconnectNow();
  await until(() => pair.ann.state === 'playing', 500);
});

test.each([1_000, 10_000])(
  '%i ms without a packet: nobody redials, and what was played arrives',
  async (ms) => {
    const pair = await after(4);
    pair.stall();
    const { mover } = pair;
    mover.play();
    await vi.advanceTimersByTimeAsync(ms);
    expect(mover.moves).toHaveLength(5);
    expect(pair.both.map(({ state }) => state)).toEqual(
      ms < 5_000 ? ['playing', 'playing'] : ['shaky', 'shaky'],
    );
    pair.resume();
    await until(
      () => pair.both.every(({ state, moves }) => state === 'playing' && moves.length === 5),
      1_000,
    );
    expect(pair.boards[0]).toEqual(pair.boards[1]);
    expect(dialsOf(pair)).toBe(1);
  },
);

test('40 s without a packet: the link is given up, and what was played meanwhile arrives over another', async () => {
  const pair = await after(4);
  pair.stall();
  pair.mover.play();
  await vi.advanceTimersByTimeAsync(16_000);
  expect(pair.both.map(({ state }) => state)).toEqual(['reconnecting', 'reconnecting']);
  await vi.advanceTimersByTimeAsync(24_000);
  pair.resume();
  await until(() => pair.both.every(({ state, moves }) => state === 'playing' && moves.length === 5), 16_000);
  expect(pair.boards[0]).toEqual(pair.boards[1]);
  expect(dialsOf(pair)).toBeGreaterThan(1);
});

test('a move, a resignation and a draw offer that are made without a link arrive when there is one', async () => {
  const pair = await after(2);
  for (const [make, seen] of [
    [() => pair.mover.play(), () => pair.both.every(({ moves }) => moves.length === 3)],
    [() => pair.ann.act.offerDraw(), () => pair.bob.match.session.game?.drawOffer === 'theirs'],
    [() => pair.bob.act.resign(), () => pair.ann.match.session.game?.result?.by === 'resignation'],
  ] as const) {
    pair.isServiceUp = false;
    pair.cut();
    make();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(pair.both.map(({ state }) => state)).toEqual(['reconnecting', 'reconnecting']);
    pair.serviceUp();
    await pair.playing();
    await until(seen, 1_000);
  }
  expect(pair.both.flatMap(({ codes }) => codes)).toEqual([]);
});

for (const said of [true, false]) {
  const how = said ? 'with a goodbye' : 'without a word';
  for (const id of ['ann', 'bob'] as const) {
    test(`${id} reloads the page ${how}: the game goes on where it was`, async () => {
      const pair = await after(7);
      const board = pair.ann.moves;
      pair.reload(id, said);
      expect(pair[id].moves).toEqual(board);
      expect(pair[id].match.connection.state).toBe('reconnecting');
      expect(pair[id].match.session.game?.mayPlay).toBe(false);
      await pair.playing();
      expect(pair.boards).toEqual([board, board]);
      await pair.play(2);
      expect(pair.ann.match.session.ended).toBeNull();
    });
  }

  test(`both reload at once ${how}`, async () => {
    const pair = await after(6);
    const board = pair.ann.moves;
    pair.close('ann', said);
    pair.close('bob', said);
    pair.open('bob');
    pair.open('ann');
    await pair.playing();
    expect(pair.boards).toEqual([board, board]);
    await pair.play(1);
  });

  test(`one reloads ${how} while the other moves`, async () => {
    const pair = await after(6);
    const { mover, x } = pair;
    const other = mover === x ? pair.o : x;
    mover.play();
    pair.reload(other.id, said);
    expect(pair[other.id].moves).toHaveLength(6);
    await pair.playing();
    expect(pair.boards).toEqual([mover.moves, mover.moves]);
    expect(mover.moves).toHaveLength(7);
  });

  test(`two reloads right after each other ${how}`, async () => {
    const pair = await after(3);
    pair.reload('ann', said);
    await vi.advanceTimersByTimeAsync(25);
    pair.reload('ann', said);
    await pair.playing();
    expect(pair.ann.moves).toHaveLength(3);
    await pair.play(1);
  });

  test(`a reload ${how} during the toss does not draw again`, async () => {
    const pair = new Pair();
    pair.bob.runner.begin('ann');
    pair.ann.runner.begin('bob');
    await until(() => pair.storage.ann.entries.has('uttt:tosses'));
    expect(pair.ann.match.session.game).toBeNull();
    const before = pair.storage.ann.entries.get('uttt:tosses') ?? '';
    const secret = /"secret":"([0-9a-f]+)"/.exec(before)?.[1];
    pair.reload('ann', said);
    await pair.playing();
    expect(pair.storage.ann.entries.get('uttt:tosses')).toContain(secret);
    await pair.play(3);
    expect(pair.boards[0]).toEqual(pair.boards[1]);
  });
}

test('a crash between storing a move and sending it: the move is made', async () => {
  const pair = await after(4);
  const { id } = pair.mover;
  pair[id].isMute = true;
  pair[id].play();
  pair.reload(id, false);
  await pair.playing();
  expect(pair.boards.map(({ length }) => length)).toEqual([5, 5]);
  expect(pair.boards[0]).toEqual(pair.boards[1]);
});

test('the service is away during a whole reload: the page tries on, and the game is there meanwhile', async () => {
  const pair = await after(4);
  pair.isServiceUp = false;
  pair.reload('bob', true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(pair.bob.moves).toHaveLength(4);
  expect(pair.bob.runner.expected()).toBe('ann');
  pair.serviceUp();
  await pair.playing();
});

test('a page that goes away calls nobody any more, and one without a game to come back to resumes none', async () => {
  const pair = await after(1);
  pair.ann.runner.closing();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(pair.ann.dials).toEqual(['bob']);
  const fresh = new Pair();
  fresh.ann.runner.resume();
  expect(fresh.ann.act.match).toBeNull();
  expect(fresh.ann.changes).toEqual([]);
});

test('the time to meet does not count against a game that has begun', async () => {
  const pair = await after(1);
  pair.isServiceUp = false;
  pair.cut();
  await vi.advanceTimersByTimeAsync(3 * CONNECT_TIMEOUT_MS);
  expect(pair.both.map(({ match }) => match.failure)).toEqual([null, null]);
});

test('a page that was asleep hears what happened meanwhile before its player may move', async () => {
  const pair = await after(2);
  const { mover } = pair;
  pair.stall();
  mover.leap(40_000);
  await until(() => mover.match.session.catchingUp, 3_000);
  expect(mover.match.session.game?.mayPlay).toBe(false);
  mover.play();
  expect(mover.codes).toEqual(['command/catching-up']);
  expect(mover.moves).toHaveLength(2);
  pair.resume();
  await until(() => !mover.match.session.catchingUp, 3_000);
  expect(mover.match.session.game?.mayPlay).toBe(true);
  expect(dialsOf(pair)).toBe(1);
});

test('a page that is hidden says so, and when it falls silent that is why', async () => {
  const pair = await after(2);
  pair.ann.runner.hidden(true);
  await vi.advanceTimersByTimeAsync(100);
  expect(pair.bob.match.session.absence).toBeNull();
  pair.stall();
  await vi.advanceTimersByTimeAsync(6_000);
  expect(pair.bob.match.session.absence?.why).toBe('hidden');
  expect(pair.ann.match.session.absence?.why).toBe('silent');
  pair.resume();
  await pair.playing();
  // It is still hidden, and says so on a new link too.
  pair.cut();
  await pair.playing();
  await vi.advanceTimersByTimeAsync(100);
  pair.stall();
  await vi.advanceTimersByTimeAsync(6_000);
  expect(pair.bob.match.session.absence?.why).toBe('hidden');
  pair.resume();
  await pair.playing();
  pair.ann.runner.hidden(false);
  await vi.advanceTimersByTimeAsync(100);
  pair.stall();
  await vi.advanceTimersByTimeAsync(6_000);
  expect(pair.bob.match.session.absence?.why).toBe('silent');
});

test('a page that is loaded in the background says that it is hidden', async () => {
  const pair = await after(2);
  pair.close('ann', true);
  pair.open('ann', true);
  await pair.playing();
  await vi.advanceTimersByTimeAsync(100);
  pair.stall();
  await vi.advanceTimersByTimeAsync(6_000);
  expect(pair.bob.match.session.absence?.why).toBe('hidden');
});

test('a page that is looked at again does not wait for its next try', async () => {
  const pair = await after(2);
  pair.isServiceUp = false;
  pair.ann.runner.hidden(true);
  pair.cut();
  await vi.advanceTimersByTimeAsync(20_000);
  pair.isServiceUp = true;
  expect(pair.ann.match.connection).toHaveProperty('retryAt', expect.any(Number));
  pair.ann.runner.hidden(false);
  await until(() => pair.ann.state === 'playing', 500);
});
