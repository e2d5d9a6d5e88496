import { expect, onTestFinished, test } from 'vitest';
import { Connection, type Services } from './connection.ts';
import { OPEN } from './frames.ts';
import { createLog } from './log.ts';
import { Metrics } from './metrics/index.ts';
import type { MessageVerdict } from './ports.ts';
import { type Frame, MemoryRealm } from './realm/index.ts';
import { Relay } from './relay.ts';
import { Rooms } from './rooms.ts';
import { eventually } from './testing/eventually.ts';

/** A connection whose id is claimed, on a socket whose state the test sets. */
async function claimed() {
  const log = createLog('silent');
  const metrics = new Metrics();
  const relay: Relay = new Relay(() => realm, metrics);
  const realm = new MemoryRealm({ host: relay, expireTimeoutMs: 60_000, roomTtlMs: 1000 });
  const rooms = new Rooms({ realm, metrics, log, tickMs: 1, graceMs: 1, lobbyCapacity: 10 });
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
  const services: Services = { realm, relay, rooms, guard, moderate, metrics, log, backpressureCloseBytes };
  const connection = new Connection({ id: 'ann', address: '::1', opens: null }, socket, services);
  const claim = await realm.claim('ann', 'owner', connection);
  if (claim.outcome === 'taken') throw new Error('the realm is new');
  return { realm, relay, sent, closed, verdicts, socket, connection, claim, metrics };
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
  await relay.deliverHeld('ann', connection);
  expect((await realm.collect('ann')).map(({ frame }) => frame)).toEqual(['1', '2']);
});

test('a client that does not read is closed with 1013 before more than the most waits for it', async () => {
  const { realm, socket, closed, connection, claim, metrics } = await claimed();
  connection.opened(claim);
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
