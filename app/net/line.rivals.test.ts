import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ANSWER_MS, DIAL_TIMEOUT_MS } from './line.ts';
import { memoryLinks } from './memory.ts';
import { ann, bob, other, wait } from './testing/side.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('nobody dials while a call is coming in, until that one fails', async () => {
  const { line, dialled, call } = bob();
  const incoming = call();
  await wait(DIAL_TIMEOUT_MS - 1);
  expect(dialled).toEqual([]);
  expect(line.status).toEqual({ phase: 'dialing', attempt: 1, stage: 'dialing' });
  incoming.fail();
  await wait(500);
  expect(dialled).toHaveLength(1);
});

test('a call does not cut a link that is open, unless it opens itself', async () => {
  for (const side0 of [ann(), bob()]) {
    const { told, call } = side0;
    const first = call();
    const peer = other(first, 0);
    first.open();
    other(call(), 0);
    await wait(DIAL_TIMEOUT_MS);
    expect([told, peer]).toEqual([['opened'], ['open']]);
    call().open(1);
    await wait(0);
    expect([told, peer]).toEqual([
      ['opened', 'opened'],
      ['open', 'closed'],
    ]);
  }
});

test('of a flood of calls only the last one is held', async () => {
  const { call } = ann();
  const flood = Array.from({ length: 50 }, () => other(call(), 0));
  await wait(0);
  expect(flood.filter((got) => got.length === 0)).toHaveLength(1);
  expect(flood.at(-1)).toEqual([]);
});

test('the lower id takes what opens first and closes the rival', async () => {
  const { dialled, call, told } = ann();
  const [mine, theirs] = [dialled[0], call()];
  const got = other(theirs, 0);
  mine?.open();
  await wait(0);
  expect([told, got]).toEqual([['opened'], ['closed']]);
});

test('the higher id follows the lower one to the link on which that speaks, and loses no word', async () => {
  const { line, dialled, call, told } = bob();
  await wait(500 + DIAL_TIMEOUT_MS - 1);
  const [mine, theirs] = [dialled[0], call()];
  if (mine === undefined) throw new Error('not dialled');
  const [onMine, onTheirs] = [other(mine, 1), other(theirs, 0)];
  theirs.open();
  mine.open();
  line.send('one');
  // However late it opens, there is time to speak on it.
  await wait(ANSWER_MS);
  mine.ends[1].send('hello');
  await wait(0);
  line.send('two');
  await wait(0);
  expect(told).toEqual(['opened', 'opened', 'hello']);
  expect([onMine, onTheirs]).toEqual([
    ['open', 'two'],
    ['open', 'one'],
  ]);
  // The one that was not chosen is not kept for ever.
  await wait(DIAL_TIMEOUT_MS);
  expect(onTheirs).toEqual(['open', 'one', 'closed']);
  expect(onMine).toEqual(['open', 'two']);
});

test('the higher id prefers the call of the lower one, and goes back when that one is closed', async () => {
  const { dialled, call, told, line } = bob();
  await wait(500);
  dialled[0]?.open();
  const theirs = call();
  other(theirs, 0);
  theirs.open();
  theirs.ends[0].close();
  await wait(0);
  expect(told).toEqual(['opened', 'opened', 'opened']);
  expect(line.status.phase).toBe('open');
  dialled[0]?.fail();
  expect(told.at(-1)).toBe('closed');
});

test('a call of somebody else is closed', async () => {
  const { line } = ann();
  const strange = memoryLinks('eve', 'ann');
  const got = other(strange, 0);
  line.incoming(strange.ends[1]);
  await wait(0);
  expect(got).toEqual(['closed']);
});
