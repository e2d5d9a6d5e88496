import { expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { startRawService } from '../testing/raw-relay.ts';

const HIGH = {
  connectionsPer10s: 1_000_000,
  messagesPer10s: 1_000_000,
  ipMessagesPer10s: 1_000_000,
  roomMessagesPer10s: 1_000_000,
} as const;

test('what one says reaches the other, byte for byte, with the name of its sender', async () => {
  const service = await startRawService();
  const ann = await service.join('den');
  const bob = await service.join('den');
  expect([ann.peers, bob.peers]).toEqual([[], [ann.id]]);
  expect(await ann.peer.next('peer-joined')).toEqual({ type: 'peer-joined', from: bob.id });

  const texts: string[] = [];
  bob.peer.socket.on('message', (data: Buffer) => texts.push(data.toString()));
  ann.peer.sendText('  { "sdp":"v=0\\r\\n","type" :"offer" }');
  await bob.peer.next('offer');
  expect(texts).toEqual([`{"from":"${ann.id}", "sdp":"v=0\\r\\n","type" :"offer" }`]);
  bob.peer.send({ type: 'answer', sdp: 'v=0' });
  bob.peer.send({ type: 'ice-candidate', candidate: null });
  bob.peer.send({ type: 'control', action: 'hangup' });
  expect(await ann.peer.next('answer')).toMatchObject({ from: bob.id, sdp: 'v=0' });
  expect(await ann.peer.next('ice-candidate')).toMatchObject({ from: bob.id, candidate: null });
  expect(await ann.peer.next('control')).toMatchObject({ from: bob.id, action: 'hangup' });
  await bob.peer.settle();
  expect(bob.peer.received.map(({ type }) => type)).toEqual(['joined', 'offer']);
});

test('nothing crosses from one room into another', async () => {
  const service = await startRawService();
  const ann = await service.join('den');
  const cat = await service.join('attic');
  ann.peer.send({ type: 'offer', sdp: 'v=0' });
  ann.peer.send({ type: 'offer', sdp: 'v=0', to: cat.id });
  expect(await ann.peer.next('schema-error')).toMatchObject({ code: 'room/unknown-peer', path: 'to' });
  await cat.peer.settle();
  expect(cat.peer.received.map(({ type }) => type)).toEqual(['joined']);
});

test('among three, a message goes to the one it is for or else to both', async () => {
  const service = await startRawService({ config: { roomCapacity: 3 } });
  const ann = await service.join('den');
  const bob = await service.join('den');
  const cat = await service.join('den');
  expect([...cat.peers].toSorted()).toEqual([ann.id, bob.id].toSorted());
  cat.peer.send({ type: 'offer', sdp: 'for bob', to: bob.id });
  cat.peer.send({ type: 'control', action: 'for-all' });
  expect(await bob.peer.next('offer')).toMatchObject({ from: cat.id, sdp: 'for bob' });
  await Promise.all([ann.peer.next('control'), bob.peer.next('control')]);
  expect(ann.peer.ofType('offer')).toEqual([]);
});

test('who leaves is missed, however it leaves, and its place is free', async () => {
  const service = await startRawService();
  const ann = await service.join('den');
  const bob = await service.join('den');
  await bob.peer.close();
  expect(await ann.peer.next('peer-disconnected')).toEqual({ type: 'peer-disconnected', from: bob.id });
  const cat = await service.join('den');
  await cat.peer.vanish();
  expect(await ann.peer.next('peer-disconnected')).toEqual({ type: 'peer-disconnected', from: cat.id });
  await service.join('den');
  await ann.peer.close();
});

test('when many come at once, exactly as many are in as there is space for', async () => {
  const service = await startRawService();
  const peers = Array.from({ length: 12 }, () => service.dial('roomId=den'));
  const first = await Promise.all(peers.map((peer) => peer.find(() => true)));
  expect(first.map(({ type }) => type).toSorted()).toEqual([
    'joined',
    'joined',
    ...Array<string>(10).fill('room-full'),
  ]);
  const full = peers.filter((peer) => peer.ofType('room-full').length > 0);
  expect(await Promise.all(full.map((peer) => peer.closed))).toEqual(Array(10).fill(1008));
  expect(full[0]?.received).toEqual([{ type: 'room-full', roomId: 'den', capacity: 2 }]);
  // Those who were turned away were never there for those who were not.
  const inside = peers.filter((peer) => peer.ofType('joined').length > 0);
  await Promise.all(inside.map((peer) => peer.settle()));
  expect(inside.flatMap((peer) => peer.ofType('peer-joined')).length).toBe(1);
  expect(inside.flatMap((peer) => peer.ofType('peer-disconnected'))).toEqual([]);
});

test('a room without anybody is no longer watched', async () => {
  const service = await startRawService();
  const ann = await service.join('den');
  await service.join('attic');
  expect(service.relay.size).toEqual({ clients: 2, rooms: 2 });
  await ann.peer.close();
  await expect.poll(() => service.relay.size).toEqual({ clients: 1, rooms: 1 });
});

test('what does not fit is answered to its sender, and to nobody else', async () => {
  const service = await startRawService();
  const ann = await service.join('den');
  const bob = await service.join('den');
  ann.peer.sendText('nonsense');
  ann.peer.socket.send(Buffer.from('{"type":"offer","sdp":"v=0"}'), { binary: true });
  ann.peer.send({ type: 'offer', sdp: 'v=0', from: bob.id });
  ann.peer.send({ type: 'ice-candidate', candidate: { candidate: 'c', sdpMLineIndex: 'first' } });
  await ann.peer.settle();
  expect(ann.peer.ofType('schema-error')).toEqual([
    { type: 'schema-error', code: 'frame/unreadable', path: null },
    { type: 'schema-error', code: 'frame/unreadable', path: null },
    { type: 'schema-error', code: 'frame/malformed', path: 'from' },
    { type: 'schema-error', code: 'frame/malformed', path: 'candidate' },
  ]);
  expect(service.metrics.of('raw/malformed')).toBe(4);
  await bob.peer.settle();
  expect(bob.peer.received.map(({ type }) => type)).toEqual(['joined']);
});

test('above a limit messages are dropped, which is said once', async () => {
  const rateLimits = { ...HIGH, messagesPer10s: 3 };
  const service = await startRawService({ config: { rateLimits } });
  const ann = await service.join('den');
  const bob = await service.join('den');
  for (let n = 0; n < 20; n += 1) ann.peer.send({ type: 'control', action: `n${n}` });
  await ann.peer.settle();
  await bob.peer.settle();
  expect(bob.peer.ofType('control').map((message) => Reflect.get(message, 'action'))).toEqual([
    'n0',
    'n1',
    'n2',
  ]);
  expect(ann.peer.ofType('error')).toEqual([{ type: 'error', code: 'limit/connection' }]);
  expect(service.metrics.of('limit/connection')).toBe(17);
});

test('a room takes so many messages, whoever says them', async () => {
  const rateLimits = { ...HIGH, roomMessagesPer10s: 4 };
  const service = await startRawService({ config: { rateLimits } });
  const [ann, bob] = [await service.join('den'), await service.join('den')];
  const cat = await service.join('attic');
  for (const { peer } of [ann, bob, ann, bob, ann, bob]) {
    peer.send({ type: 'control', action: 'x' });
    await peer.settle();
  }
  expect([ann, bob].map(({ peer }) => peer.ofType('control').length)).toEqual([2, 2]);
  expect(service.metrics.of('limit/room')).toBe(2);
  cat.peer.send({ type: 'control', action: 'x' });
  await cat.peer.settle();
  expect(cat.peer.ofType('error')).toEqual([]);
});

test.each([
  ['roomId=', 'room/malformed'],
  ['roomId=two%20words', 'room/malformed'],
  [`roomId=${'x'.repeat(65)}`, 'room/malformed'],
  ['roomId=den&token=wrong', 'auth/signature'],
  ['roomId=attic&token=right', 'room/forbidden'],
])('with ?%s nobody comes in: %s', async (query, code) => {
  const service = await startRawService({
    authenticate: (_id, token) =>
      token === 'right'
        ? { ok: true, owner: 'sub:ann', rooms: ['den'] }
        : { ok: false, code: 'auth/signature' },
  });
  const peer = service.dial(query);
  expect(await peer.closed).toBe(1008);
  expect(peer.received).toEqual([{ type: 'error', code }]);
  await expect.poll(() => service.relay.size).toEqual({ clients: 0, rooms: 0 });
});

test('a token may come in the query or as a bearer', async () => {
  const service = await startRawService({
    authenticate: (_id, token, bearer) =>
      (bearer ?? token) === 'right'
        ? { ok: true, owner: 'sub:ann', rooms: ['den'] }
        : { ok: false, code: 'auth/signature' },
  });
  const byQuery = service.dial('roomId=den&token=right');
  const byHeader = service.dial('roomId=den', { headers: { authorization: 'Bearer right' } });
  const first = await Promise.all([byQuery, byHeader].map((peer) => peer.find(() => true)));
  expect(first.map(({ type }) => type)).toEqual(['joined', 'joined']);
});

test('one client more than the limit is told so', async () => {
  const service = await startRawService({ config: { concurrentLimit: 1 } });
  const ann = await service.join('den');
  const bob = service.dial('roomId=den');
  expect(await bob.closed).toBe(1013);
  expect(bob.received).toEqual([{ type: 'error', code: 'server/full' }]);
  await ann.peer.close();
  await expect.poll(() => service.relay.size.clients).toBe(0);
  await service.join('den');
});

test('a client that answers no ping is cut off, and missed', async () => {
  const service = await startRawService({ config: { heartbeatIntervalMs: 20, aliveTimeoutMs: 60 } });
  const ann = await service.join('den');
  const mute = service.dial('roomId=den', { autoPong: false });
  await mute.next('joined');
  expect(await mute.closed).toBe(1006);
  await ann.peer.next('peer-disconnected');
  expect(ann.peer.closeCode).toBe(null);
  expect(service.metrics.of('socket/dead')).toBe(1);
});

test('a connection of a certain age is told to come back', async () => {
  const service = await startRawService({ config: { heartbeatIntervalMs: 10, maxConnectionSeconds: 0.05 } });
  const { peer } = await service.join('den');
  expect(await peer.closed).toBe(1012);
  expect(peer.received.at(-1)).toMatchObject({ type: 'goaway', reason: 'renew' });
});

test('draining tells everybody and waits for them, but not for ever', async () => {
  const service = await startRawService({ config: { shutdownCloseCode: 1012 } });
  const ann = await service.join('den');
  const stuck = await service.join('attic');
  stuck.peer.socket.pause();
  await service.relay.drain(100);
  expect(await ann.peer.closed).toBe(1012);
  expect(ann.peer.received.at(-1)).toMatchObject({ type: 'goaway', reason: 'shutdown' });
  expect(service.relay.size.clients).toBe(0);
});

test('a client that reads too slowly is closed instead of being kept for', async () => {
  const service = await startRawService({
    config: { backpressureCloseBytes: 100_000, rateLimits: HIGH },
  });
  const ann = await service.join('den');
  const slow = await service.join('den');
  slow.peer.socket.pause();
  const sdp = 'v'.repeat(200_000);
  // The kernel takes some megabytes before the service has to keep anything.
  await eventually(async () => {
    for (let n = 0; n < 10; n += 1) ann.peer.send({ type: 'offer', sdp });
    await ann.peer.settle();
    expect(service.metrics.of('backpressure/closed')).toBe(1);
  });
  slow.peer.socket.resume();
  expect(await slow.peer.closed).toBe(1013);
  await ann.peer.next('peer-disconnected');
});
