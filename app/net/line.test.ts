import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ANSWER_MS, DIAL_TIMEOUT_MS, STEADY_MS } from './line.ts';
import { ann, bob, other, wait } from './testing/side.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('on the first meeting the lower id dials and the higher waits; but not for ever', async () => {
  expect(ann({ firstMeeting: true }).dialled).toHaveLength(1);
  const { line, dialled } = bob({ firstMeeting: true });
  expect(line.status).toEqual({ phase: 'waiting', attempt: 1, retryAt: Date.now() + DIAL_TIMEOUT_MS });
  await wait(DIAL_TIMEOUT_MS - 1);
  expect(dialled).toEqual([]);
  await wait(1);
  expect(dialled).toHaveLength(1);
});

test('afterwards either dials, the lower id with a head start', async () => {
  expect(ann().dialled).toHaveLength(1);
  const { dialled } = bob();
  expect(dialled).toEqual([]);
  await wait(500);
  expect(dialled).toHaveLength(1);
});

test('an offer that nobody answers is given up, and each next one comes later', async () => {
  const { line, dialled } = ann();
  const got = dialled[0] === undefined ? [] : other(dialled[0], 1);
  expect(line.status).toEqual({ phase: 'dialing', attempt: 1, stage: 'dialing' });
  for (const [tries, delayMs] of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000].entries()) {
    await wait(DIAL_TIMEOUT_MS);
    expect(line.status).toEqual({ phase: 'waiting', attempt: tries + 2, retryAt: Date.now() + delayMs });
    await wait(delayMs);
    expect(dialled).toHaveLength(tries + 2);
  }
  expect(got).toEqual(['closed']);
});

test('nobody there ends an unanswered dial at once, and an answered one not at all', async () => {
  const { line, dialled } = ann();
  line.unavailable();
  expect(line.status.phase).toBe('waiting');
  line.unavailable();
  await wait(500);
  dialled[1]?.check();
  line.unavailable();
  expect(line.status).toEqual({ phase: 'dialing', attempt: 2, stage: 'checking' });
});

test('without the service it tries again and again, and at once when it is back', async () => {
  const annie = ann({ isOnline: false });
  expect(annie.line.status).toMatchObject({ phase: 'waiting', attempt: 2 });
  await wait(500 + 1_000);
  expect(annie.line.status).toMatchObject({ phase: 'waiting', attempt: 4 });
  annie.isOnline = true;
  annie.line.awake();
  expect(annie.dialled).toHaveLength(1);
});

test('a dead link is closed and redialled at once; the owner, who found it, is not told', async () => {
  const { line, dialled, told } = ann();
  const got = dialled[0] === undefined ? [] : other(dialled[0], 1);
  dialled[0]?.open();
  await wait(STEADY_MS);
  line.hangUp();
  line.hangUp();
  await wait(0);
  expect(dialled).toHaveLength(2);
  expect(got).toEqual(['open', 'closed']);
  expect(told).toEqual(['opened']);
});

test('a link that opens and closes in turn is redialled ever more slowly; one that lasted, at once', async () => {
  const { line, dialled, told } = ann();
  for (const delayMs of [500, 1_000, 2_000]) {
    dialled.at(-1)?.open();
    await wait(STEADY_MS - 1);
    dialled.at(-1)?.fail();
    expect(line.status).toMatchObject({ phase: 'waiting', retryAt: Date.now() + delayMs });
    await wait(delayMs);
  }
  dialled.at(-1)?.open();
  await wait(STEADY_MS);
  dialled.at(-1)?.fail();
  expect(line.status).toEqual({ phase: 'dialing', attempt: 1, stage: 'dialing' });
  expect(told.filter((what) => what === 'closed')).toHaveLength(4);
});

test('after a goodbye the other side has time to come back by itself', async () => {
  const { line, dialled } = ann();
  dialled[0]?.open();
  await wait(STEADY_MS);
  line.expectAway(3_000);
  dialled[0]?.fail();
  expect(line.status).toEqual({ phase: 'waiting', attempt: 1, retryAt: Date.now() + 3_000 });
  line.awake();
  expect(dialled).toHaveLength(2);
  // The next loss is another story.
  dialled[1]?.open();
  await wait(STEADY_MS);
  dialled[1]?.fail();
  expect(dialled).toHaveLength(3);
});

test('awake replaces a dial that should have been answered, and leaves the others alone', async () => {
  const { line, dialled } = ann();
  const got = dialled[0] === undefined ? [] : other(dialled[0], 1);
  line.awake();
  expect(dialled).toHaveLength(1);
  await wait(ANSWER_MS);
  line.awake();
  await wait(0);
  expect(dialled).toHaveLength(2);
  expect(got).toEqual(['closed']);
  dialled[1]?.check();
  await wait(ANSWER_MS);
  line.awake();
  dialled[1]?.open();
  line.awake();
  expect(dialled).toHaveLength(2);
});

test('close sends what was said before, and nobody hears or does anything more', async () => {
  const { line, dialled, told, call } = ann();
  const got = dialled[0] === undefined ? [] : other(dialled[0], 1);
  dialled[0]?.open();
  line.send('bye');
  line.close();
  dialled[0]?.ends[1].send('too late');
  line.send('too late');
  line.awake();
  const late = other(call(), 0);
  await wait(60_000);
  expect(got).toEqual(['open', 'bye', 'closed']);
  expect([told, late]).toEqual([['opened'], ['closed']]);
  expect(dialled).toHaveLength(1);

  const waiting = ann({ isOnline: false });
  waiting.line.close();
  waiting.isOnline = true;
  await wait(60_000);
  expect(waiting.dialled).toEqual([]);
});

test('an owner who closes it, or hangs up, while hearing of it hears nothing more', async () => {
  const { dialled, told, line } = ann({
    on: { opened: () => line.close(), changed: () => told.push('changed') },
  });
  dialled[0]?.open();
  expect(told).toEqual([]);

  const picky = bob({ on: { opened: () => picky.line.hangUp() } });
  await wait(500);
  const channel = picky.dialled[0];
  channel?.open(0);
  expect(picky.line.status.phase).toBe('waiting');
});

test('a link that no relay takes is told as such until one opens; any other failure is not', async () => {
  const { line, dialled } = ann();
  expect(line.isUnrelayed).toBe(false);
  dialled[0]?.fail('no-relay');
  expect(line.isUnrelayed).toBe(true);
  // While the next try is waited for and under way it is still so.
  await wait(500);
  expect(dialled).toHaveLength(2);
  expect(line.isUnrelayed).toBe(true);
  dialled[1]?.fail();
  expect(line.isUnrelayed).toBe(false);
  await wait(1_000);
  dialled[2]?.fail('no-relay');
  await wait(2_000);
  dialled[3]?.open();
  expect(line.isUnrelayed).toBe(false);
});

test('the path is that of the link in use, and none without one', async () => {
  const annie = ann();
  const [first] = annie.dialled;
  expect(annie.line.path).toBeNull();
  first?.open();
  expect(annie.line.path).toBeNull();
  first?.route('direct');
  expect(annie.line.path).toBe('direct');
  first?.route('relayed');
  expect(annie.line.path).toBe('relayed');
  // A link that takes its place is another way.
  const next = annie.call();
  next.route('hidden');
  expect(annie.line.path).toBe('relayed');
  next.open();
  expect(annie.line.path).toBe('hidden');
  next.fail();
  expect(annie.line.path).toBeNull();
});
