import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from './log.ts';
import { Metrics } from './metrics/index.ts';
import { type Frame, MemoryRealm } from './realm/index.ts';
import { Room } from './room.ts';
import { Rooms } from './rooms.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const AVAILABLE = { status: 'available', name: null } as const;

function options() {
  const host = { undelivered: () => {} };
  const realm = new MemoryRealm({ host, expireTimeoutMs: 1000, roomTtlMs: 1000 });
  const services = { realm, metrics: new Metrics(), log: createLog('silent') };
  return { ...services, tickMs: 1, graceMs: 1000, lobbyCapacity: 2, roomCapacity: 2 };
}

async function client(realm: MemoryRealm, id: string) {
  const claim = await realm.claim(id, 'owner', { receive: () => true, replaced: () => {} });
  if (claim.outcome === 'taken') throw new Error('the realm is new');
  const rooms: readonly Room[] = [];
  return { id, epoch: claim.epoch, rooms, gone: false, congested: false, send: () => {} };
}

test('a member whose socket closes after the service did leaves no timer behind', async () => {
  const { realm, ...others } = options();
  const room = await Room.open('lobby', { realm, ...others }, () => {});
  const ann = await client(realm, 'ann');
  await room.enter(ann, AVAILABLE, 2);
  await room.close();
  room.blink(ann);
  expect(vi.getTimerCount()).toBe(0);
});

test('a room is open for as long as it has members here, those in their grace time included', async () => {
  const { realm, ...others } = options();
  const rooms = new Rooms({ realm, ...others });
  const watch = vi.spyOn(realm, 'watch');
  const [ann, bob] = [await client(realm, 'ann'), await client(realm, 'bob')];
  expect(await Promise.all([rooms.join(ann, 'r1', AVAILABLE), rooms.join(bob, 'r1', AVAILABLE)])).toEqual([
    null,
    null,
  ]);
  expect(watch).toHaveBeenCalledTimes(1);
  const [room] = ann.rooms;
  if (room === undefined) throw new Error('not entered');
  await rooms.part(ann, room);
  rooms.blink(bob);
  expect(rooms.size).toBe(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect([rooms.size, room.closed]).toEqual([0, true]);
  expect(await rooms.join(ann, 'r1', AVAILABLE)).toBe(null);
  expect(watch).toHaveBeenCalledTimes(2);
});

test('a client that is refused, or gone before it could enter, leaves no open room behind', async () => {
  const { realm, ...others } = options();
  const rooms = new Rooms({ realm, ...others });
  const [ann, bob] = [await client(realm, 'ann'), await client(realm, 'bob')];
  expect(await rooms.join({ ...ann, gone: true }, 'r1', AVAILABLE)).toBe('request/not-joined');
  await realm.claim('bob', 'owner', { receive: () => true, replaced: () => {} });
  expect(await rooms.join(bob, 'r2', AVAILABLE)).toBe('request/not-joined');
  expect([rooms.size, bob.rooms]).toEqual([0, []]);
});

test('a client whose socket closes while it enters leaves after the grace time', async () => {
  const { realm, ...others } = options();
  const rooms = new Rooms({ realm, ...others });
  const ann = await client(realm, 'ann');
  const entering = realm.enter.bind(realm);
  vi.spyOn(realm, 'enter').mockImplementation(async (...entry) => {
    const entered = await entering(...entry);
    ann.gone = true;
    rooms.blink(ann);
    return entered;
  });
  await rooms.join(ann, 'r1', AVAILABLE);
  await vi.advanceTimersByTimeAsync(1000);
  const members = new Set<string>();
  const stop = await realm.watch('r1', {
    reset: (all) => all.forEach((_, id) => members.add(id)),
    change: () => {},
    message: () => {},
  });
  stop();
  expect([...members]).toEqual([]);
  expect(rooms.size).toBe(0);
});

/** A CHAT as the realm carries it. */
function said(id: string) {
  const payload = { room: 'r1', from: 'bob', id, text: id, at: 1 };
  return { from: 'bob', frame: JSON.stringify({ type: 'CHAT', payload }) };
}

test('what is said twice is told once; what could not be heard for a while is told when it is found', async () => {
  const { realm, ...others } = options();
  const room = await Room.open('r1', { realm, ...others }, () => {});
  const told: unknown[] = [];
  const ann = { ...(await client(realm, 'ann')), send: (frame: Frame) => void told.push(frame) };
  await room.enter(ann, AVAILABLE, 2);
  room.subscribe(ann);
  told.length = 0;
  for (const id of ['c1', 'c1', 'c2']) await realm.say('r1', said(id), 'kept');
  expect(told).toEqual([said('c1').frame, said('c2').frame]);
  vi.spyOn(realm, 'history').mockResolvedValueOnce(['c1', 'missed', 'c2'].map(said));
  room.reset(new Map());
  await vi.advanceTimersByTimeAsync(0);
  // It comes by the other way, too.
  room.message(said('missed'));
  expect(told).toEqual(['c1', 'c2', 'missed'].map((id) => said(id).frame));
  await room.close();
});
