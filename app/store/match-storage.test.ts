import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { STEADY_MS } from '../net/line.ts';
import { Pair, until } from './testing/pair.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function after(plies: number): Promise<Pair> {
  const pair = new Pair();
  await pair.meet();
  await pair.play(plies);
  return pair;
}

const GAME = 'uttt:game';

/** Ann comes back with what she had stored four plies ago. */
async function dispute(): Promise<Pair> {
  const pair = await after(4);
  const stored = pair.storage.ann.entries.get(GAME) ?? '';
  await pair.play(4);
  pair.close('ann', true);
  pair.storage.ann.entries.set(GAME, stored);
  pair.open('ann');
  return pair;
}

test('a storage that was put back is a dispute: shown to both, and nothing is overwritten', async () => {
  const pair = await dispute();
  await until(() => pair.both.every(({ match }) => match.session.ended !== null));
  const ended = { reason: 'disputed', code: 'resume/two-apart', closed: false };
  expect(pair.both.map(({ match }) => match.session.ended)).toEqual([ended, ended]);
  expect(pair.boards.map(({ length }) => length)).toEqual([4, 8]);
  expect(pair.both.map(({ runner }) => runner.opponent())).toEqual([null, null]);
  // Both may still have to hear of it.
  expect(pair.both.map(({ runner }) => runner.expected())).toEqual(['bob', 'ann']);

  pair.reload('bob', true);
  expect(pair.bob.match.session.ended).toEqual(ended);
  expect(pair.bob.moves).toHaveLength(8);
});

test('a dispute that only one side knows of is found out by the other when it comes back', async () => {
  const pair = await dispute();
  await until(() => pair.ann.match.session.ended !== null);
  pair.close('bob', false);
  const { entries } = pair.storage.bob;
  entries.set(GAME, (entries.get(GAME) ?? '').replace(/"ended":\{[^}]*\}/, '"ended":null'));
  await vi.advanceTimersByTimeAsync(60_000);
  pair.open('bob');
  expect(pair.bob.match.session.ended).toBeNull();
  await until(() => pair.bob.match.session.ended !== null);
  expect(pair.bob.match.session.ended).toMatchObject({ reason: 'disputed', code: 'resume/two-apart' });
});

test('who has found a dispute calls nobody, ends it without a result, and is free for new games', async () => {
  const pair = await dispute();
  await until(() => pair.both.every(({ match }) => match.session.ended !== null));
  const dials = pair.both.map((page) => page.dials.length);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(pair.both.map((page) => page.dials.length)).toEqual(dials);
  for (const page of pair.both) page.act.endDisputed();
  expect(pair.ann.match.session).toMatchObject({
    ended: { reason: 'disputed', closed: true },
    score: { mine: 0, theirs: 0, drawn: 0 },
  });
  for (const page of pair.both) page.act.leave();
  expect(pair.both.map(({ act, runner }) => act.match ?? runner.expected())).toEqual([null, null]);
  expect(pair.both.map(({ changes }) => changes.at(-1))).toEqual(['null null', 'null null']);
  pair.bob.runner.begin('ann');
  pair.ann.runner.begin('bob');
  await pair.playing();
  await pair.play(1);
});

test('a full storage does not stop the game: the screen says that it is not kept', async () => {
  const pair = await after(2);
  expect(pair.ann.match.kept).toBe(true);
  pair.storage.ann.problem = 'full';
  await pair.play(2);
  expect(pair.both.map(({ match }) => match.kept)).toEqual([false, true]);
  // There is room again.
  pair.storage.ann.problem = null;
  await pair.play(1);
  expect(pair.ann.match.kept).toBe(true);
  pair.reload('ann', true);
  await pair.playing();
  expect(pair.boards.map(({ length }) => length)).toEqual([5, 5]);
});

test('a denied storage does not stop the game, from the first moment on', async () => {
  const pair = new Pair();
  pair.storage.ann.problem = 'denied';
  pair.storage.bob.problem = 'denied';
  pair.ann.runner.resume();
  await pair.meet();
  await pair.play(6);
  pair.cut();
  await pair.playing();
  await pair.play(1);
  expect(pair.ann.match.kept).toBe(false);
  pair.reload('ann', true);
  expect(pair.ann.act.match).toBeNull();
});

test('a game that cannot be stored any more is not gone on with from where it could be', async () => {
  const pair = await after(2);
  const storage = pair.storage.ann;
  // As browsers count: what is stored may become shorter, but no longer.
  vi.spyOn(storage, 'setItem').mockImplementation((key, value) => {
    if (value.length > 100) throw new DOMException('full', 'QuotaExceededError');
    storage.entries.set(key, value);
  });
  await pair.play(8);
  expect(pair.ann.match.kept).toBe(false);
  pair.reload('ann', true);
  expect(pair.ann.act.match).toBeNull();
});

test.each([
  ['no JSON', '{"version":1,'],
  ['something else', '[1,2,3]'],
  ['a prototype', '{"__proto__":{"self":"ann"}}'],
])('a stored game that is %s is ignored', async (_, damaged) => {
  const pair = new Pair();
  pair.storage.ann.entries.set(GAME, damaged);
  pair.ann.runner.resume();
  expect(pair.ann.act.match).toBeNull();
  await pair.meet();
  await pair.play(1);
});

test('a tab that has lost its id to another one says nothing more, and stores nothing', async () => {
  const pair = await after(2);
  const { ann, mover } = pair;
  const [sent, dials, stored] = [ann.sent.length, ann.dials.length, new Map(pair.storage.ann.entries)];
  ann.owns = false;
  // Whatever comes first: a move, a frame, a tick.
  mover.play();
  await vi.advanceTimersByTimeAsync(30_000);
  ann.act.leave();
  ann.runner.begin('bob');
  ann.runner.closing();
  expect(ann.act.match).toBeNull();
  expect([ann.sent.length, ann.dials.length]).toEqual([sent, dials]);
  expect(pair.storage.ann.entries).toEqual(stored);
  expect(ann.changes).toEqual(['bob bob', 'null null']);
});

test('a tab that finds out only when a link opens has stored nothing and says nothing either', async () => {
  const pair = await after(2);
  await vi.advanceTimersByTimeAsync(STEADY_MS);
  pair.isServiceUp = false;
  pair.cut();
  pair.isServiceUp = true;
  pair.bob.runner.awake();
  const { ann } = pair;
  pair.storage.ann.entries.set(GAME, 'of the other tab');
  const sent = ann.sent.length;
  ann.owns = false;
  await until(() => ann.act.match === null, 100);
  expect(ann.sent).toHaveLength(sent);
  expect(pair.storage.ann.entries.get(GAME)).toBe('of the other tab');
});

test('a tab that has lost its id calls nobody, not even when its link breaks', async () => {
  const pair = await after(2);
  await vi.advanceTimersByTimeAsync(STEADY_MS);
  pair.ann.owns = false;
  pair.cut();
  expect(pair.ann.dials).toEqual(['bob']);
  expect(pair.ann.act.match).toBeNull();
});

test('the other tab takes over: this one is told to halt, and the game goes on there', async () => {
  const pair = await after(3);
  const first = pair.ann;
  first.runner.halt();
  expect(first.act.match).toBeNull();
  const sent = first.sent.length;
  pair.open('ann');
  await pair.playing();
  await pair.play(2);
  expect(first.sent).toHaveLength(sent);
});
