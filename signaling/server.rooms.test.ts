import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { ROOMS_MAX } from './protocol/index.ts';
import { onEachArrangement, overRedis } from './testing/arrangements.ts';
import { eventually } from './testing/eventually.ts';
import { ask, askToJoin, join, knownRoom, open, startService } from './testing/service.ts';

onEachArrangement((start) => {
  test('members of one room hear nothing of another', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann', { room: 'red' });
    const bob = await join(other, 'bob', { room: 'red' });
    const cy = await join(other, 'cy', { room: 'blue' });
    for (const peer of [ann, bob]) {
      await eventually(() => expect([...knownRoom(peer, 'red').keys()].toSorted()).toEqual(['ann', 'bob']));
    }
    await eventually(() => expect([...knownRoom(cy, 'blue').keys()]).toEqual(['cy']));
    await cy.settle();
    expect(cy.received.filter(({ payload }) => payload?.['room'] === 'red')).toEqual([]);
  });

  test('a room takes as many as its creator said, wherever they come from, and one more after a PART', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann', { room: 'duel', capacity: 2 });
    const bob = await open(other, 'bob');
    const cy = await open(service, 'cy');
    const answers = await Promise.all(
      [bob, cy].map((peer) => askToJoin(peer, { room: 'duel', capacity: 9 })),
    );
    expect(new Set(answers)).toEqual(new Set(['ACK', 'room/full']));
    const [inside, outside] = answers[0] === 'ACK' ? [bob, cy] : [cy, bob];
    expect(await ask(outside, 'STATUS', { status: 'away' })).toBe('request/not-joined');
    // Those who are in may say it again.
    expect(await askToJoin(inside, { room: 'duel', status: 'away' })).toBe('ACK');
    expect(await ask(ann, 'PART', { room: 'duel' })).toBe('ACK');
    expect(await askToJoin(outside, { room: 'duel' })).toBe('ACK');
  });

  test('the lobby has its own capacity', async () => {
    const [service, other] = await start({ lobbyCapacity: 2 });
    await join(service, 'ann', { capacity: 9 });
    await join(other, 'bob');
    const cy = await open(other, 'cy');
    expect(await askToJoin(cy)).toBe('room/full');
    expect(await askToJoin(cy, { room: 'elsewhere' })).toBe('ACK');
  });

  test('a name is seen by all, and kept when the status changes', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann', { name: '  Ann of Ås  ' });
    const bob = await join(other, 'bob');
    const members = (): unknown[] =>
      bob.received.flatMap(({ payload }) => payload?.['members'] ?? payload?.['changes'] ?? []);
    await eventually(() => expect(members()).toContainEqual(['ann', 'available', 'Ann of Ås']));
    expect(await ask(ann, 'STATUS', { status: 'away' })).toBe('ACK');
    await eventually(() => expect(members()).toContainEqual(['ann', 'away', 'Ann of Ås']));
  });

  test('a status is told in all rooms, and a closed socket leaves all of them', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann', { room: 'red' });
    expect(await askToJoin(ann, { room: 'blue' })).toBe('ACK');
    const [red, blue] = [
      await join(other, 'bob', { room: 'red' }),
      await join(other, 'cy', { room: 'blue' }),
    ];
    expect(await ask(ann, 'STATUS', { status: 'playing' })).toBe('ACK');
    await eventually(() => expect(knownRoom(red, 'red').get('ann')).toBe('playing'));
    await eventually(() => expect(knownRoom(blue, 'blue').get('ann')).toBe('playing'));
    await ann.vanish();
    await eventually(() => expect(knownRoom(red, 'red').has('ann')).toBe(false));
    await eventually(() => expect(knownRoom(blue, 'blue').has('ann')).toBe(false));
  });

  test('players of one room can be challenged, those of another cannot', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann', { room: 'red' });
    const bob = await join(other, 'bob', { room: 'red' });
    await join(other, 'cy', { room: 'blue' });
    await eventually(() => expect(knownRoom(ann, 'red').has('bob')).toBe(true));
    expect(await ask(ann, 'CHALLENGE', { to: 'bob', challenge: 'c1' })).toBe('ACK');
    expect(await ask(ann, 'CHALLENGE', { to: 'cy', challenge: 'c2' })).toBe('challenge/offline');
    expect((await bob.next('CHALLENGE')).payload).toEqual({ from: 'ann', challenge: 'c1' });
  });

  test('an id that comes back at another instance is there at once, and its older socket is sent away', async () => {
    const [service, other] = await start();
    const stock = await open(service, 'stock');
    const older = await join(service, 'ann', { allow: ['stock'], room: 'red' });
    const newer = await join(other, 'ann', { allow: ['stock'], room: 'red' });
    expect((await older.next('GOAWAY')).payload).toEqual({ reason: 'replaced', retryAfterMs: 0 });
    expect(await older.closed).toBe(4001);
    stock.send({ type: 'OFFER', dst: 'ann', payload: 1 });
    expect(await newer.next('OFFER')).toEqual({ type: 'OFFER', src: 'stock', dst: 'ann', payload: 1 });
    await eventually(() => expect([...knownRoom(newer, 'red')]).toEqual([['ann', 'available']]));
  });

  test('a client is in so many rooms and no more; leaving one makes space', async () => {
    const [service] = await start();
    const ann = await open(service, 'ann');
    for (let room = 0; room < ROOMS_MAX; room += 1) {
      expect(await askToJoin(ann, { room: `r${room}` })).toBe('ACK');
    }
    expect(await askToJoin(ann, { room: 'more' })).toBe('room/too-many');
    expect(await askToJoin(ann, { room: 'r0', status: 'away' })).toBe('ACK');
    expect(await ask(ann, 'PART', { room: 'r0' })).toBe('ACK');
    expect(await askToJoin(ann, { room: 'more' })).toBe('ACK');
    expect(await ask(ann, 'PART', { room: 'r0' })).toBe('request/not-joined');
  });
});

overRedis((start) => {
  test('members of a service that goes down leave their rooms, but for those who come back elsewhere', async () => {
    const [service, other] = await start({ drainTimeoutMs: 1000, presenceGraceMs: 60_000 });
    const ann = await join(service, 'ann');
    await join(service, 'bob');
    const cy = await join(other, 'cy');
    await eventually(() => expect(knownRoom(cy).size).toBe(3));
    const drained = service.drain();
    await ann.next('GOAWAY');
    await join(other, 'ann', { status: 'away' });
    await drained;
    await eventually(() =>
      expect(Object.fromEntries(knownRoom(cy))).toEqual({ ann: 'away', cy: 'available' }),
    );
    const changes = cy.ofType('PRESENCE').flatMap(({ payload }) => payload?.['changes']);
    expect(changes).not.toContainEqual(['ann', null]);
    expect(ann.ofType('GOAWAY')).toHaveLength(1);
  });
});

test.each([
  ['a capacity of one', { capacity: 1 }],
  ['a capacity of too many', { capacity: 1001 }],
  ['an empty name', { name: '  ' }],
  ['a long name', { name: 'n'.repeat(33) }],
  ['a name of two lines', { name: 'a\nb' }],
  ['a name that turns its text around', { name: 'a\u202Eb' }],
  ['half a character', { name: 'a\uD83D' }],
  ['a room that is no name', { room: 'raw/room' }],
])('a JOIN with %s is malformed', async (_what, said) => {
  const service = await startService();
  const ann = await open(service, 'ann');
  expect(await askToJoin(ann, said)).toBe('request/malformed');
});

test('a token that names rooms opens these and no others', async () => {
  const secret = 'a secret of at least thirty-two bytes, for a test';
  const jwt = {
    algorithms: ['HS256'],
    secret,
    jwksUrl: null,
    issuer: null,
    audience: null,
    roomsClaim: 'rooms',
  };
  const service = await startService({ jwt });
  const token = await new SignJWT({ rooms: ['red'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('ann')
    .setExpirationTime('1 minute')
    .sign(new TextEncoder().encode(secret));
  const ann = await open(service, 'ann', { token });
  expect(await askToJoin(ann, { room: 'blue' })).toBe('room/forbidden');
  expect(await askToJoin(ann)).toBe('room/forbidden');
  expect(await askToJoin(ann, { room: 'red' })).toBe('ACK');
  // Whoever brings no such token is a stock client, to which everything is open.
  expect(await askToJoin(await open(service, 'bob'), { room: 'blue' })).toBe('ACK');
});
