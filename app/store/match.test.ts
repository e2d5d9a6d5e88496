import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { legalMoves } from '../game/index.ts';
import { memoryLinks } from '../net/memory.ts';
import type { Link } from '../net/index.ts';
import { CONNECT_TIMEOUT_MS, createMatch, type MatchRunner } from './match.ts';
import type { KeyValue } from './storage.ts';
import { createTosses } from './tosses.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Side {
  readonly runner: MatchRunner;
  readonly stored: Map<string, string>;
  readonly dialled: string[];
  readonly changed: ReturnType<typeof vi.fn>;
  readonly givenUp: string[];
}

function side(self: string, dial: (peer: string) => Link | null, stored = new Map<string, string>()): Side {
  const dialled: string[] = [];
  const changed = vi.fn<() => void>();
  const givenUp: string[] = [];
  const storage: KeyValue = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => void stored.set(key, value),
  };
  const runner = createMatch({
    tosses: createTosses(storage),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => performance.now(),
    build: 'test',
    self: () => self,
    dial(peer) {
      dialled.push(peer);
      return dial(peer);
    },
    changed,
    givenUp: (peer) => givenUp.push(peer),
  });
  return { runner, stored, dialled, changed, givenUp };
}

const noDial = (): null => null;
const match = ({ runner }: Side) => runner.store.getState().match;
const act = ({ runner }: Side) => runner.store.getState();
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(50);

/** Two sides whose link is open and whose first game has begun. */
async function playing(): Promise<{ ann: Side; bob: Side; x: Side; o: Side }> {
  const { ends, open } = memoryLinks('ann', 'bob');
  const ann = side('ann', () => ends[0]);
  const bob = side('bob', noDial);
  bob.runner.begin('ann');
  ann.runner.begin('bob');
  bob.runner.incoming(ends[1]);
  open();
  await settle();
  const [x, o] = match(ann)?.session.game?.me === 'X' ? [ann, bob] : [bob, ann];
  return { ann, bob, x, o };
}

test('two sides meet, toss, and play a whole game with the same board', async () => {
  const { ann, bob, x, o } = await playing();
  expect([ann.dialled, bob.dialled]).toEqual([['bob'], []]);
  expect(match(ann)?.step).toBeNull();
  for (let ply = 0; ; ply += 1) {
    const game = match(x)?.session.game;
    if (game === undefined || game === null || game.result !== null) break;
    const [move = -1] = legalMoves(game.position);
    act(ply % 2 === 0 ? x : o).play(move);
    await settle();
  }
  const [mine, theirs] = [match(x)?.session.game, match(o)?.session.game];
  expect(mine?.result).not.toBeNull();
  expect(mine?.moves).toEqual(theirs?.moves);
  expect(mine?.result).toEqual(theirs?.result);
});

test('the steps are told as they happen, and nobody who does not answer is waited for for ever', async () => {
  const { ends } = memoryLinks('ann', 'bob');
  const ann = side('ann', () => ends[0]);
  ann.runner.begin('bob');
  expect(match(ann)).toMatchObject({ step: 'find', failure: null });
  await vi.advanceTimersByTimeAsync(CONNECT_TIMEOUT_MS);
  expect(match(ann)?.failure).toBe('connect/no-answer');
  expect(ann.runner.opponent()).toBeNull();
});

test('a path that is looked for and not found is another failure than silence', async () => {
  let checking: () => void = () => undefined;
  const link: Link = {
    peer: 'bob',
    send: () => undefined,
    close: () => undefined,
    listen: (handlers) => {
      checking = () => handlers.stage('checking');
    },
  };
  const ann = side('ann', () => link);
  ann.runner.begin('bob');
  checking();
  expect(match(ann)?.step).toBe('connect');
  await vi.advanceTimersByTimeAsync(CONNECT_TIMEOUT_MS);
  expect(match(ann)?.failure).toBe('connect/no-path');
});

test('without the service there is nobody to call', () => {
  const ann = side('ann', noDial);
  ann.runner.begin('bob');
  expect(match(ann)?.failure).toBe('connect/no-answer');
});

test('a yes that is taken back ends the waiting at once, but not a game that runs', async () => {
  const bob = side('bob', noDial);
  bob.runner.begin('ann');
  bob.runner.withdrawn('eve', 'connect/called-off');
  expect(match(bob)?.failure).toBeNull();
  bob.runner.withdrawn('ann', 'connect/called-off');
  expect(match(bob)?.failure).toBe('connect/called-off');

  const { ann } = await playing();
  ann.runner.withdrawn('bob', 'connect/called-off');
  expect(match(ann)?.failure).toBeNull();
});

test('links of strangers, and a second one of the opponent, are closed', async () => {
  const { ann, bob } = await playing();
  for (const peer of ['eve', 'bob']) {
    const close = vi.fn<() => void>();
    ann.runner.incoming({ peer, send: () => undefined, close, listen: () => undefined });
    expect(close).toHaveBeenCalledOnce();
  }
  expect(match(ann)?.session.phase).toBe('playing');
  expect(match(bob)?.session.phase).toBe('playing');
});

test('the secret of the toss is in the storage before its hash leaves', async () => {
  const { ends, open } = memoryLinks('ann', 'bob');
  const stored = new Map<string, string>();
  const before: boolean[] = [];
  const spied: Link = {
    ...ends[0],
    send(text) {
      if (text.includes('commit')) before.push(stored.has('uttt:tosses'));
      ends[0].send(text);
    },
  };
  const ann = side('ann', () => spied, stored);
  const bob = side('bob', noDial);
  bob.runner.begin('ann');
  ann.runner.begin('bob');
  bob.runner.incoming(ends[1]);
  open();
  await settle();
  expect(before.length).toBeGreaterThan(0);
  expect(before).not.toContain(false);
});

test('the page that goes away says so, and the other side sees it at once', async () => {
  const { ann, bob } = await playing();
  ann.runner.closing();
  await settle();
  expect(match(bob)?.session.ended).toEqual({ reason: 'closed' });
  expect(bob.runner.opponent()).toBeNull();
});

test('leaving says goodbye and clears the match', async () => {
  const { ann, bob } = await playing();
  act(ann).leave();
  await settle();
  expect(match(ann)).toBeNull();
  expect(match(bob)?.session.ended).toEqual({ reason: 'left', by: 'them' });
});

test('a goodbye that gets no answer is waited for, off the screen, and does not hold the next game up', async () => {
  const { ends, open } = memoryLinks('ann', 'bob');
  const close = vi.fn<() => void>();
  let cut = false;
  const link: Link = {
    ...ends[0],
    close,
    send(text) {
      if (!cut) ends[0].send(text);
    },
  };
  const ann = side('ann', (peer) => (peer === 'bob' ? link : null));
  const bob = side('bob', noDial);
  bob.runner.begin('ann');
  ann.runner.begin('bob');
  bob.runner.incoming(ends[1]);
  open();
  await settle();
  cut = true;
  act(ann).leave();
  expect(match(ann)).toBeNull();
  ann.runner.begin('cat');
  expect(match(ann)?.peer).toBe('cat');
  expect(close).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(close).toHaveBeenCalledOnce();
});

test('leaving while the call is still out takes the call back', () => {
  const close = vi.fn<() => void>();
  const ann = side('ann', (peer) => ({ peer, send: () => undefined, close, listen: () => undefined }));
  ann.runner.begin('bob');
  act(ann).leave();
  expect(close).toHaveBeenCalledOnce();
  expect(ann.givenUp).toEqual(['bob']);
});

test('what was said about a game does not outlive it', async () => {
  const { x, o } = await playing();
  act(o).play(40);
  expect(match(o)?.notices.map(({ code }) => code)).toEqual(['command/not-your-turn']);
  act(x).resign();
  await settle();
  expect(match(o)?.session.game?.result).toMatchObject({ by: 'resignation' });
  expect(match(o)?.notices).toEqual([]);
  expect([...x.givenUp, ...o.givenUp]).toEqual([]);
});

test('a link that breaks ends the session as lost', async () => {
  const { ends, open } = memoryLinks('ann', 'bob');
  const ann = side('ann', () => ends[0]);
  ann.runner.begin('bob');
  open();
  ends[1].close();
  await settle();
  expect(match(ann)?.session.ended).toEqual({ reason: 'lost' });
});

test('that a game begins and ends is told once each', async () => {
  const { ann } = await playing();
  expect(ann.changed).toHaveBeenCalledOnce();
  act(ann).leave();
  expect(ann.changed).toHaveBeenCalledTimes(2);
});
