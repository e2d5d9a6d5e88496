import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Link } from '../net/index.ts';
import { CONNECT_TIMEOUT_MS } from './match-runner.ts';
import { Page, Pair, until } from './testing/pair.ts';
import { MemoryStorage } from './testing/browser.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Ann alone, with whoever her calls reach. */
function alone(dial: (peer: string) => Link | null): Page {
  const page: Page = new Page({
    id: 'ann',
    storage: new MemoryStorage(),
    dial: (_, peer) => dial(peer),
  });
  return page;
}

/** A link of which nothing comes. */
function deadLink(peer: string, close = vi.fn<() => void>()): Link {
  return { peer, close, send: () => undefined, listen: () => undefined };
}

test('two sides meet, toss, and play a whole game with the same board', async () => {
  const pair = new Pair();
  await pair.meet();
  expect([pair.ann.dials, pair.bob.dials]).toEqual([['bob'], []]);
  expect(pair.ann.match).toMatchObject({ step: null, failure: null, kept: true, claimAt: null });
  while (pair.ann.match.session.game?.result === null) await pair.play(1);
  const [mine, theirs] = pair.both.map(({ match }) => match.session.game);
  expect(mine?.result).not.toBeNull();
  expect(mine?.moves).toEqual(theirs?.moves);
  expect(mine?.result).toEqual(theirs?.result);
});

test('the steps are told as they happen, and nobody who does not answer is waited for for ever', async () => {
  const ann = alone(deadLink);
  ann.runner.begin('bob');
  expect(ann.match).toMatchObject({ step: 'find', failure: null, connection: { state: 'connecting' } });
  await vi.advanceTimersByTimeAsync(CONNECT_TIMEOUT_MS - 1);
  expect(ann.match.failure).toBeNull();
  await vi.advanceTimersByTimeAsync(1);
  expect(ann.match.failure).toBe('connect/no-answer');
  expect([ann.runner.opponent(), ann.runner.expected()]).toEqual([null, null]);
  const { length } = ann.dials;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ann.dials).toHaveLength(length);
});

test('a path that is looked for and not found is another failure than silence', async () => {
  const ann = alone((peer) => ({
    ...deadLink(peer),
    listen: ({ stage }) => setTimeout(() => stage('checking'), 1),
  }));
  ann.runner.begin('bob');
  await vi.advanceTimersByTimeAsync(1);
  expect(ann.match.step).toBe('connect');
  await vi.advanceTimersByTimeAsync(CONNECT_TIMEOUT_MS - 1);
  expect(ann.match.failure).toBe('connect/no-path');
});

test('who hides and finds no relay hears it at once; a game that has begun waits for one', async () => {
  let isMissing = true;
  const ann = alone((peer) => ({
    ...deadLink(peer),
    listen: ({ closed }) => setTimeout(() => (isMissing ? closed('no-relay') : undefined), 1),
  }));
  ann.runner.begin('bob');
  await vi.advanceTimersByTimeAsync(1);
  expect(ann.match.failure).toBe('connect/no-relay');
  expect(ann.givenUp).toEqual(['bob']);
  expect([ann.runner.opponent(), ann.runner.expected()]).toEqual([null, null]);
  isMissing = false;

  const pair = new Pair();
  await pair.meet();
  pair.cut('no-relay');
  expect(pair.ann.match).toMatchObject({ failure: null, unrelayed: true, path: null });
  await pair.playing();
  expect(pair.ann.match.unrelayed).toBe(false);
});

test('a service that is away when both have said yes is tried again until it is back', async () => {
  const pair = new Pair();
  pair.isServiceUp = false;
  pair.bob.runner.begin('ann');
  pair.ann.runner.begin('bob');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(pair.ann.match).toMatchObject({ step: 'find', failure: null });
  pair.serviceUp();
  await pair.playing();
});

test('a yes that is taken back ends the waiting at once, but not a game that runs', async () => {
  const ann = alone(deadLink);
  ann.runner.begin('bob');
  ann.runner.withdrawn('eve', 'connect/called-off');
  expect(ann.match.failure).toBeNull();
  ann.runner.withdrawn('bob', 'connect/called-off');
  expect(ann.match.failure).toBe('connect/called-off');
  expect(ann.givenUp).toEqual([]);

  const pair = new Pair();
  await pair.meet();
  pair.ann.runner.withdrawn('bob', 'connect/called-off');
  expect(pair.ann.match.failure).toBeNull();
});

test('links of strangers are closed, and so are all after a failure', async () => {
  const pair = new Pair();
  await pair.meet();
  const close = vi.fn<() => void>();
  pair.ann.runner.incoming(deadLink('eve', close));
  expect(close).toHaveBeenCalledOnce();
  expect(pair.ann.state).toBe('playing');

  const ann = alone(() => null);
  ann.runner.begin('bob');
  ann.runner.withdrawn('bob', 'connect/called-off');
  ann.runner.incoming(deadLink('bob', close));
  expect(close).toHaveBeenCalledTimes(2);
});

test('the secret of the toss, and the session, are in the storage before anything that rests on them leaves', async () => {
  const pair = new Pair();
  const stored: (readonly string[])[] = [];
  const { own } = pair.ann;
  vi.spyOn(pair.ann, 'own').mockImplementation((link) =>
    own.call(pair.ann, {
      ...link,
      send(text) {
        if (/"t":"(hello|commit)"/.test(text)) stored.push([...pair.storage.ann.entries.keys()]);
        link.send(text);
      },
    }),
  );
  await pair.meet();
  expect(stored[0]).toEqual(['uttt:game']);
  expect(stored.slice(1)).not.toHaveLength(0);
  for (const keys of stored.slice(1)) expect(keys).toEqual(['uttt:game', 'uttt:tosses']);
});

test('leaving says goodbye, clears the match, and leaves nothing to come back to', async () => {
  const pair = new Pair();
  await pair.meet();
  await pair.play(3);
  pair.ann.act.leave();
  expect(pair.ann.act.match).toBeNull();
  await until(() => pair.bob.match.session.ended !== null);
  expect(pair.bob.match.session.ended).toEqual({ reason: 'left', by: 'them' });
  expect(pair.bob.match.connection).toEqual({ state: 'gone', attempt: 1, retryAt: null });
  expect(pair.bob.runner.opponent()).toBeNull();

  pair.open('ann');
  expect(pair.ann.act.match).toBeNull();
  // What they left stays to be looked at, also after a reload.
  pair.reload('bob', true);
  expect(pair.bob.match.session.ended).toEqual({ reason: 'left', by: 'them' });
  expect(pair.bob.moves).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(pair.bob.dials).toEqual([]);
});

test('leaving while there is no link frees the one who leaves, and does not reach the other', async () => {
  const pair = new Pair();
  await pair.meet();
  pair.isServiceUp = false;
  pair.cut();
  pair.ann.act.leave();
  expect(pair.ann.act.match).toBeNull();
  pair.serviceUp();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(pair.ann.dials).toEqual(['bob']);
  expect(pair.bob.state).toBe('gone');
  expect(pair.bob.match.session).toMatchObject({ ended: null, mayClaim: true });
});

test('a goodbye that gets no answer is waited for, off the screen, and does not hold the next game up', async () => {
  const pair = new Pair();
  await pair.meet();
  pair.stall();
  pair.ann.act.leave();
  pair.ann.runner.begin('cat');
  expect(pair.ann.match).toMatchObject({ peer: 'cat', step: 'find' });
  await vi.advanceTimersByTimeAsync(2_000);
  pair.resume();
  await until(() => pair.bob.match.session.ended !== null);
  expect(pair.bob.match.session.ended).toEqual({ reason: 'left', by: 'them' });
  expect(pair.ann.match.peer).toBe('cat');
});

test('the link that a goodbye still needed is cut: nothing is left of it', async () => {
  const pair = new Pair();
  await pair.meet();
  pair.stall();
  pair.ann.act.leave();
  pair.cut();
  pair.close('bob', false);
  await vi.advanceTimersByTimeAsync(100);
  expect(vi.getTimerCount()).toBe(0);
});

test('the same two begin a second game while the goodbye of the first is still under way', async () => {
  const pair = new Pair();
  await pair.meet();
  await pair.play(2);
  pair.ann.act.leave();
  pair.bob.runner.begin('ann');
  pair.ann.runner.begin('bob');
  await pair.playing();
  expect(pair.boards).toEqual([[], []]);
  await pair.play(1);
  // And it is the second one that is stored.
  pair.reload('ann', true);
  await pair.playing();
  expect(pair.ann.moves).toHaveLength(1);
});

test('a game that begins takes the place of the one before, also in the storage', async () => {
  const pair = new Pair();
  await pair.meet();
  pair.isServiceUp = false;
  pair.cut();
  pair.ann.runner.begin('cat');
  expect(pair.ann.match.peer).toBe('cat');
  expect(pair.ann.changes.at(-1)).toBe('cat cat');
  pair.reload('ann', true);
  expect(pair.ann.act.match).toBeNull();
});

test('leaving while the call is still out takes the call back, and so does the page that goes away', () => {
  for (const go of [(ann: Page) => ann.act.leave(), (ann: Page) => ann.runner.closing()]) {
    const close = vi.fn<() => void>();
    const ann = alone((peer) => deadLink(peer, close));
    ann.runner.begin('bob');
    go(ann);
    expect(close).toHaveBeenCalledOnce();
    expect(ann.givenUp).toEqual(['bob']);
    expect(ann.dials).toEqual(['bob']);
  }
});

test('what was said about a game does not outlive it, and can be dismissed', async () => {
  const pair = new Pair();
  await pair.meet();
  pair.o.act.play(40);
  pair.o.act.play(40);
  expect(pair.o.codes).toEqual(['command/not-your-turn', 'command/not-your-turn']);
  pair.o.act.dismissNotice(pair.o.match.notices[0]?.key ?? -1);
  expect(pair.o.codes).toEqual(['command/not-your-turn']);
  pair.x.act.resign();
  await until(() => pair.o.match.session.game?.result?.by === 'resignation');
  expect(pair.o.codes).toEqual([]);
  expect([...pair.x.givenUp, ...pair.o.givenUp]).toEqual([]);
});

test('who is welcome is told once when it changes, before anybody calls, and without a gap', async () => {
  const pair = new Pair();
  const ann = pair.ann;
  pair.bob.runner.begin('ann');
  ann.runner.begin('bob');
  expect(ann.changes).toEqual(['bob bob']);
  await pair.playing();
  pair.cut();
  await pair.playing();
  expect(ann.changes).toEqual(['bob bob']);
  // A new game with the very same: nothing has changed.
  ann.runner.begin('bob');
  expect(ann.changes).toEqual(['bob bob']);
  ann.act.leave();
  expect(ann.changes).toEqual(['bob bob', 'null null']);
});
