import fc from 'fast-check';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ServerNotice, SNAPSHOT_MAX, STATUSES, type Status } from './protocol/index.ts';
import { RoomFeed } from './room-feed.ts';

const TICK_MS = 250;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A member who keeps what it is told, and the room as it follows from that. */
class Listener {
  readonly frames: string[] = [];
  readonly members = new Map<string, Status>();
  total = 0;
  revision = -1;
  gaps = 0;

  send(frame: string): void {
    this.frames.push(frame);
    const notice = v.parse(ServerNotice, JSON.parse(frame));
    if (notice.type !== 'ROOM' && notice.type !== 'PRESENCE') throw new Error(notice.type);
    const { rev, total } = notice.payload;
    if (this.revision !== -1 && rev !== this.revision + 1) this.gaps += 1;
    this.revision = rev;
    this.total = total;
    if (notice.type === 'ROOM') {
      this.members.clear();
      for (const [id, status] of notice.payload.members) this.members.set(id, status);
      return;
    }
    for (const [id, status] of notice.payload.changes) {
      if (status === null) this.members.delete(id);
      else this.members.set(id, status);
    }
  }
}

function feedWith(...ids: string[]): RoomFeed {
  const feed = new RoomFeed('lobby', TICK_MS);
  for (const id of ids) feed.change(id, 'available');
  vi.advanceTimersByTime(TICK_MS);
  return feed;
}

test('many changes of a tick are one frame, written once for everybody', () => {
  const feed = feedWith('ann', 'bob');
  const listeners = [new Listener(), new Listener()];
  for (const listener of listeners) feed.subscribe(listener);
  feed.change('cy', 'available');
  feed.change('ann', 'away');
  feed.change('ann', 'playing');
  feed.change('bob', null);
  vi.advanceTimersByTime(TICK_MS - 1);
  expect(listeners.map(({ frames }) => frames.length)).toEqual([1, 1]);
  vi.advanceTimersByTime(1);
  const expected = {
    type: 'PRESENCE',
    payload: {
      room: 'lobby',
      rev: 2,
      changes: [
        ['cy', 'available'],
        ['ann', 'playing'],
        ['bob', null],
      ],
      total: 2,
    },
  };
  for (const { frames } of listeners) expect(JSON.parse(frames[1] ?? '')).toEqual(expected);
});

test('who comes and goes within one tick is in no frame, and makes no revision', () => {
  const feed = feedWith('ann');
  const listener = new Listener();
  feed.subscribe(listener);
  feed.change('bob', 'available');
  feed.change('ann', null);
  feed.change('bob', null);
  feed.change('ann', 'available');
  vi.advanceTimersByTime(TICK_MS);
  expect(listener.frames).toHaveLength(1);
});

test('the timer runs only while something is pending', () => {
  const feed = feedWith('ann');
  expect(vi.getTimerCount()).toBe(0);
  feed.change('bob', 'available');
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(TICK_MS);
  expect(vi.getTimerCount()).toBe(0);
  feed.change('bob', null);
  feed.close();
  expect(vi.getTimerCount()).toBe(0);
});

test('what a member does is known before the others are told', () => {
  const feed = feedWith('ann');
  feed.change('ann', 'playing');
  feed.change('bob', 'away');
  expect(['ann', 'bob', 'cy'].map((id) => feed.statusOf(id))).toEqual(['playing', 'away', null]);
  feed.change('ann', null);
  expect(feed.statusOf('ann')).toBe(null);
});

test('a snapshot lists so many and no more, available members first, and counts all', () => {
  const feed = new RoomFeed('lobby', TICK_MS);
  for (let index = 0; index < 150; index += 1) feed.change(`busy${index}`, 'playing');
  for (let index = 0; index < 150; index += 1) feed.change(`free${index}`, 'available');
  vi.advanceTimersByTime(TICK_MS);
  const listener = new Listener();
  feed.subscribe(listener);
  expect(listener.members.size).toBe(SNAPSHOT_MAX);
  expect(listener.total).toBe(300);
  const statuses = [...listener.members.values()];
  expect(statuses.slice(0, 150).every((status) => status === 'available')).toBe(true);
});

test('a crowd that comes in one tick is told as a snapshot with the next revision', () => {
  const feed = feedWith('ann');
  const listener = new Listener();
  feed.subscribe(listener);
  for (let index = 0; index <= SNAPSHOT_MAX; index += 1) feed.change(`p${index}`, 'available');
  vi.advanceTimersByTime(TICK_MS);
  expect(JSON.parse(listener.frames[1] ?? '')).toMatchObject({
    type: 'ROOM',
    payload: { rev: 2, total: 202 },
  });
  feed.change('ann', null);
  vi.advanceTimersByTime(TICK_MS);
  expect(listener).toMatchObject({ gaps: 0, revision: 3, total: 201 });
});

test('a reset tells what is other than before', () => {
  const feed = feedWith('ann', 'bob');
  const listener = new Listener();
  feed.subscribe(listener);
  feed.reset(
    new Map<string, Status>([
      ['bob', 'away'],
      ['cy', 'available'],
    ]),
  );
  vi.advanceTimersByTime(TICK_MS);
  expect(Object.fromEntries(listener.members)).toEqual({ bob: 'away', cy: 'available' });
});

test('whenever one listens in, no revision is missing or doubled, and all end up with the same room', () => {
  const id = fc.constantFrom('ann', 'bob', 'cy', 'dee', 'eve');
  const act = fc.oneof(
    fc.record({ act: fc.constant('change' as const), id, status: fc.constantFrom(...STATUSES, null) }),
    fc.record({ act: fc.constant('listen' as const) }),
    fc.record({ act: fc.constant('tick' as const) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const feed = new RoomFeed('lobby', TICK_MS);
      const truth = new Map<string, Status>();
      const listeners: Listener[] = [];
      for (const step of acts) {
        if (step.act === 'tick') vi.advanceTimersByTime(TICK_MS);
        if (step.act === 'listen') {
          const listener = new Listener();
          listeners.push(listener);
          feed.subscribe(listener);
        }
        if (step.act === 'change') {
          if (step.status === null) truth.delete(step.id);
          else truth.set(step.id, step.status);
          feed.change(step.id, step.status);
        }
      }
      vi.advanceTimersByTime(TICK_MS);
      for (const listener of listeners) {
        expect(listener.gaps).toBe(0);
        expect(Object.fromEntries(listener.members)).toEqual(Object.fromEntries(truth));
        expect(listener.total).toBe(truth.size);
      }
    }),
  );
});
