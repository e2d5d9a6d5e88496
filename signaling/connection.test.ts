import { expect, onTestFinished, test, vi } from 'vitest';
import { Connection, type Services } from './connection.ts';
import { OPEN } from './frames.ts';
import { createLog } from './log.ts';
import { Metrics } from './metrics/index.ts';
import type { MessageVerdict } from './ports.ts';
import { type Envelope, type Frame, MemoryRealm } from './realm/index.ts';
import { Relay } from './relay.ts';
import { Rooms } from './rooms.ts';
import { SeenChallenges } from './seen-challenges.ts';
import { deferred } from './testing/deferred.ts';
import { eventually } from './testing/eventually.ts';

/** A connection whose id is claimed, on a socket whose state the test sets. */
async function claimed() {
  const log = createLog('silent');
  const metrics = new Metrics();
  const relay: Relay = new Relay(() => realm, metrics);
  const realm = new MemoryRealm({ host: relay, expireTimeoutMs: 60_000, roomTtlMs: 1000 });
  const rooms = new Rooms({ realm, metrics, log, tickMs: 1, graceMs: 1, lobbyCapacity: 10, roomCapacity: 2 });
  onTestFinished(async () => {
    await rooms.close();
    await realm.close();
  });
  const sent: Frame[] = [];
  const closed: number[] = [];
  const verdicts: MessageVerdict[] = [];
  const socket = {
    listening: true,
    waiting: 0,
    write: (frame: Frame) => void sent.push(frame),
    close: (code: number) => void closed.push(code),
  };
  const guard = {
    admit: () => ({ ok: true, address: '::1' }) as const,
    opened: () => {},
    closed: () => {},
    message: () => verdicts.shift() ?? 'ok',
    room: () => true,
  };
  const moderate = ({ text }: { readonly text: string }) => text;
  const backpressureCloseBytes = 1000;
  const shared = { realm, relay, rooms, guard, challenges: new SeenChallenges(), moderate, metrics, log };
  const services: Services = { ...shared, backpressureCloseBytes };
  const connection = new Connection({ id: 'ann', address: '::1', opens: null }, socket, services);
  const claim = await realm.claim('ann', 'owner', connection);
  if (claim.outcome === 'taken') throw new Error('the realm is new');
  return { realm, relay, sent, closed, verdicts, socket, services, connection, claim, metrics };
}

const offer = (frame: string) => ({ type: 'OFFER', from: 'bob', to: 'ann', frame }) as const;

test('a message that comes between the claim and OPEN is told after OPEN', async () => {
  const { realm, sent, connection, claim } = await claimed();
  realm.send(offer('early'), 'hold');
  expect(sent).toEqual([]);
  connection.opened(claim);
  await eventually(() => expect(sent).toEqual([OPEN, 'early']));
  realm.send(offer('late'), 'hold');
  expect(sent).toEqual([OPEN, 'early', 'late']);
});

test('a message to a peer whose socket is just closing waits for the next one', async () => {
  const { realm, sent, socket, connection, claim } = await claimed();
  connection.opened(claim);
  socket.listening = false;
  realm.send(offer('late'), 'hold');
  expect(sent).toEqual([OPEN]);
  expect(await realm.collect('ann')).toHaveLength(1);
});

test('what waited for a peer whose socket closes while it is handed over waits on', async () => {
  const { realm, relay, socket, connection, claim } = await claimed();
  connection.opened(claim);
  socket.listening = false;
  for (const frame of ['1', '2']) realm.send(offer(frame), 'hold');
  connection.handOver(await relay.collect('ann'));
  expect((await realm.collect('ann')).map(({ frame }) => frame)).toEqual(['1', '2']);
});

test('what comes while older messages are fetched goes after them', async () => {
  const { realm, sent, connection, claim } = await claimed();
  const collecting = vi.spyOn(realm, 'collect');
  const fetched = deferred<readonly Envelope[]>();
  collecting.mockReturnValueOnce(fetched.promise);
  connection.opened(claim);
  realm.send({ ...offer('candidate'), type: 'CANDIDATE' }, 'hold');
  expect(sent).toEqual([OPEN]);
  fetched.resolve([offer('older offer')]);
  await eventually(() => expect(sent).toEqual([OPEN, 'older offer', 'candidate']));
});

test('what a JOIN lets through goes after the room, and after what waited for it', async () => {
  const { realm, sent, connection, claim } = await claimed();
  connection.opened({ ...claim, consenting: true });
  realm.send(offer('older offer'), 'hold');
  const entering = realm.enter.bind(realm);
  vi.spyOn(realm, 'enter').mockImplementationOnce((...entry) => {
    // The list holds already.
    realm.send({ ...offer('candidate'), type: 'CANDIDATE' }, 'hold');
    return entering(...entry);
  });
  const payload = { mid: 'm1', version: 1, room: 'lobby', status: 'available', allow: ['bob'] };
  connection.handle(Buffer.from(JSON.stringify({ type: 'JOIN', payload })), false);
  const types = () => sent.slice(0, 6).map((frame) => /"type":"(\w+)"/.exec(String(frame))?.[1] ?? frame);
  await eventually(() =>
    expect(types()).toEqual(['OPEN', 'ACK', 'ROOM', 'HISTORY', 'older offer', 'candidate']),
  );
});

test.each(['closes', 'is replaced'])(
  'what comes for a socket that %s while older messages are fetched waits for the next one',
  async (end) => {
    const { realm, sent, socket, connection, claim } = await claimed();
    const fetched = deferred<readonly Envelope[]>();
    const collecting = vi.spyOn(realm, 'collect').mockReturnValueOnce(fetched.promise);
    connection.opened(claim);
    realm.send(offer('new'), 'hold');
    if (end === 'closes') {
      socket.listening = false;
      connection.closed();
    } else {
      await realm.claim('ann', 'owner', { receive: () => false, replaced: () => connection.replaced() });
    }
    fetched.resolve([offer('old')]);
    collecting.mockRestore();
    const waiting: unknown[] = [];
    await eventually(async () => {
      for (const { frame } of await realm.collect('ann')) waiting.push(frame);
      expect(new Set(waiting)).toEqual(new Set(['new', 'old']));
      expect(waiting).toHaveLength(2);
    });
    expect(sent.filter((frame) => frame === 'old' || frame === 'new')).toEqual([]);
  },
);

test('a client that does not read is closed with 1013 before more than the most waits for it', async () => {
  const { realm, sent, socket, closed, connection, claim, metrics } = await claimed();
  connection.opened(claim);
  realm.send(offer('0'), 'hold');
  await eventually(() => expect(sent).toEqual([OPEN, '0']));
  socket.waiting = 1000;
  realm.send(offer('1'), 'hold');
  expect([closed, connection.congested]).toEqual([[], true]);
  socket.waiting = 1001;
  realm.send(offer('2'), 'hold');
  expect(closed).toEqual([1013]);
  expect(metrics.of('backpressure/closed')).toBe(1);
  socket.waiting = 200;
  expect(connection.congested).toBe(false);
});

test('what a limit drops is answered once in a row, and only to those who joined', async () => {
  const { sent, verdicts, connection, claim, metrics } = await claimed();
  connection.opened(claim);
  const say = () => connection.handle(Buffer.from('{"type":"HEARTBEAT"}'), false);
  verdicts.push('limit/connection');
  say();
  expect(sent).toEqual([OPEN]);
  connection.allow([]);
  say();
  verdicts.push('limit/connection', 'limit/connection', 'ok', 'limit/address');
  for (let count = 0; count < 4; count += 1) say();
  const refused = (code: string) => JSON.stringify({ type: 'REFUSED', payload: { mid: null, code } });
  expect(sent.slice(1)).toEqual([refused('limit/connection'), refused('limit/address')]);
  expect([metrics.of('limit/connection'), metrics.of('limit/address')]).toEqual([3, 1]);
});

test('a challenge is told once, however often it arrives', async () => {
  const { realm, sent, connection, claim } = await claimed();
  connection.opened(claim);
  connection.allow([]);
  const challenge = (frame: Frame) => realm.deliver({ type: 'CHALLENGE', from: 'bob', to: 'ann', frame });
  expect(await challenge('of bob, 1')).toBe('delivered');
  expect(await challenge(Buffer.from('of bob, 1'))).toBe('delivered');
  expect(await challenge('of bob, 2')).toBe('delivered');
  expect(sent).toEqual([OPEN, 'of bob, 1', 'of bob, 2']);
});

test('a challenge that is sent again is not told again to a client that came back', async () => {
  const { realm, sent, socket, services, connection, claim } = await claimed();
  connection.opened(claim);
  connection.allow([]);
  const challenge = { type: 'CHALLENGE', from: 'bob', to: 'ann', frame: 'of bob, 1' } as const;
  expect(await realm.deliver(challenge)).toBe('delivered');
  const back = new Connection({ id: 'ann', address: '::1', opens: null }, socket, services);
  const again = await realm.claim('ann', 'owner', back);
  if (again.outcome === 'taken') throw new Error('it is the same owner');
  back.opened(again);
  back.allow([]);
  expect(await realm.deliver(challenge)).toBe('delivered');
  expect(sent.filter((frame) => frame === 'of bob, 1')).toHaveLength(1);
});

test('whoever was asked to come back, and does, is not told to stay away', async () => {
  const { realm, sent, closed, connection, claim } = await claimed();
  connection.opened(claim);
  connection.allow([]);
  connection.renew();
  await realm.claim('ann', 'owner', { receive: () => true, replaced: () => {} });
  const goAway = { type: 'GOAWAY', payload: { reason: 'renew', retryAfterMs: 0 } };
  expect(sent).toEqual([OPEN, JSON.stringify(goAway)]);
  expect(closed).toEqual([1012]);
});
