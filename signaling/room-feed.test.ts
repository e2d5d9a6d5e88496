import fc from 'fast-check';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ServerNotice, SNAPSHOT_MAX, STATUSES } from './protocol/index.ts';
import type { Frame, Presence } from './realm/index.ts';
import { Metrics } from './metrics/index.ts';
import { RoomFeed } from './room-feed.ts';

const TICK_MS = 250;

const available: Presence = { status: 'available', name: null };
const playing: Presence = { status: 'playing', name: null };
const away: Presence = { status: 'away', name: null };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A member who keeps what it is told, and the room as it follows from that. */
class Listener {
  readonly frames: string[] = [];
  readonly members = new Map<string, string>();
  congested = false;
  total = 0;
  revision = -1;
  gaps = 0;

  send(frame: Frame): void {
    this.frames.push(String(frame));
    const notice = v.parse(ServerNotice, JSON.parse(String(frame)));
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
  const feed = new RoomFeed('lobby', TICK_MS, new Metrics());
  for (const id of ids) feed.change(id, available);
  vi.advanceTimersByTime(TICK_MS);
  return feed;
}

test('many changes of a tick are one frame, written once for everybody', () => {
  const feed = feedWith('ann', 'bob');
  const listeners = [new Listener(), new Listener()];
  for (const listener of listeners) feed.subscribe(listener);
  feed.change('cy', available);
  feed.change('ann', away);
  feed.change('ann', playing);
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
  feed.change('bob', available);
  feed.change('ann', null);
  feed.change('bob', null);
  feed.change('ann', available);
  vi.advanceTimersByTime(TICK_MS);
  expect(listener.frames).toHaveLength(1);
});

test('the timer runs only while something is pending', () => {
  const feed = feedWith('ann');
  expect(vi.getTimerCount()).toBe(0);
  feed.change('bob', available);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(TICK_MS);
  expect(vi.getTimerCount()).toBe(0);
  feed.change('bob', null);
  feed.close();
  expect(vi.getTimerCount()).toBe(0);
});

test('what a member does is known before the others are told', () => {
  const feed = feedWith('ann');
  feed.change('ann', playing);
  feed.change('bob', away);
  expect(['ann', 'bob', 'cy'].map((id) => feed.presenceOf(id))).toEqual([playing, away, null]);
  feed.change('ann', null);
  expect(feed.presenceOf('ann')).toBe(null);
});

test('a snapshot lists so many and no more, available members first, and counts all', () => {
  const feed = new RoomFeed('lobby', TICK_MS, new Metrics());
  for (let index = 0; index < 150; index += 1) feed.change(`busy${index}`, playing);
  for (let index = 0; index < 150; index += 1) feed.change(`free${index}`, available);
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
  for (let index = 0; index <= SNAPSHOT_MAX; index += 1) feed.change(`p${index}`, available);
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
    new Map([
      ['bob', away],
      ['cy', available],
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
      const feed = new RoomFeed('lobby', TICK_MS, new Metrics());
      const truth = new Map<string, string>();
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
          feed.change(step.id, step.status === null ? null : { status: step.status, name: null });
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

test('a name is told with the status, and a new one alone is a change', () => {
  const feed = feedWith();
  const listener = new Listener();
  feed.change('ann', { status: 'available', name: 'Zoë' });
  vi.advanceTimersByTime(TICK_MS);
  feed.subscribe(listener);
  feed.change('ann', { status: 'available', name: 'Z' });
  vi.advanceTimersByTime(TICK_MS);
  expect(listener.frames.map((frame) => JSON.parse(frame).payload)).toEqual([
    { room: 'lobby', rev: 1, members: [['ann', 'available', 'Zoë']], total: 1 },
    { room: 'lobby', rev: 2, changes: [['ann', 'available', 'Z']], total: 1 },
  ]);
});

test('who reads too slowly misses frames, and then gets one snapshot in place of all of them', () => {
  const feed = feedWith('ann');
  const [slow, other] = [new Listener(), new Listener()];
  for (const listener of [slow, other]) feed.subscribe(listener);
  slow.congested = true;
  for (const id of ['bob', 'cy', 'dee']) {
    feed.change(id, available);
    vi.advanceTimersByTime(TICK_MS);
  }
  expect([slow.frames.length, other.frames.length]).toEqual([1, 4]);
  feed.broadcast('{"type":"ROOM","payload":{"room":"lobby","rev":4,"members":[],"total":4}}');
  expect(slow.frames.length).toBe(2);
  slow.congested = false;
  vi.advanceTimersByTime(TICK_MS);
  expect(slow.frames.length).toBe(3);
  expect(Object.keys(Object.fromEntries(slow.members)).toSorted()).toEqual(['ann', 'bob', 'cy', 'dee']);
  feed.change('eve', available);
  vi.advanceTimersByTime(TICK_MS);
  expect([slow.revision, slow.members.size, vi.getTimerCount()]).toEqual([other.revision, 5, 0]);
});

test('who is gone is not waited for', () => {
  const feed = feedWith('ann');
  const slow = new Listener();
  feed.subscribe(slow);
  slow.congested = true;
  feed.change('bob', available);
  vi.advanceTimersByTime(TICK_MS);
  feed.unsubscribe(slow);
  vi.advanceTimersByTime(TICK_MS);
  expect([slow.frames.length, vi.getTimerCount()]).toEqual([1, 0]);
});

test('with 5,000 members, and 200 who come and go each second, all know it within 1 s by 4 frames a second', () => {
  const feed = feedWith(...Array.from({ length: 5000 }, (_, index) => `p${index}`));
  const heard: { readonly frame: string; readonly at: number }[][] = [];
  for (let index = 0; index < 5000; index += 1) {
    const frames: { readonly frame: string; readonly at: number }[] = [];
    heard.push(frames);
    feed.subscribe({
      congested: false,
      send: (frame) => frames.push({ frame: String(frame), at: Date.now() }),
    });
  }
  const changedAt = new Map<string, number>();
  const began = Date.now();
  for (let change = 0; change < 1000; change += 1) {
    const id = change % 2 === 0 ? `new${change}` : `p${change}`;
    changedAt.set(id, Date.now());
    feed.change(id, change % 2 === 0 ? available : null);
    vi.advanceTimersByTime(5);
  }
  vi.advanceTimersByTime(TICK_MS);
  const seconds = (Date.now() - began) / 1000;
  const [first = []] = heard;
  const lateMs = first.slice(1).flatMap(({ frame, at }) => {
    const notice = v.parse(ServerNotice, JSON.parse(frame));
    if (notice.type !== 'PRESENCE') throw new Error(notice.type);
    return notice.payload.changes.map(([id]) => at - (changedAt.get(id) ?? 0));
  });
  expect(lateMs).toHaveLength(1000);
  expect(Math.max(...lateMs)).toBeLessThanOrEqual(TICK_MS);
  expect(first.length - 1).toBeLessThanOrEqual(4 * seconds);
  // The very same texts: a frame is written once, however many read it.
  const texts = first.map(({ frame }) => frame);
  expect(heard.filter((frames) => frames.some(({ frame }, at) => frame !== texts[at]))).toEqual([]);
});
