/** Two relays, as two instances of the service have them, over what they share. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openInstance } from '../realm/contract/on-redis.ts';
import { MemoryRealm, type Realm } from '../realm/index.ts';
import { eventually } from '../testing/eventually.ts';
import { type RawService, startRawService } from '../testing/raw-relay.ts';
import { type RunningRedis, startRedis } from '../testing/redis.ts';

const OPTIONS = { host: { undelivered: () => undefined }, expireTimeoutMs: 200, roomTtlMs: 1000 } as const;

/** @param openRealms one for each instance, and how to close them */
function stories(
  openRealms: () => Promise<{ realms: readonly [Realm, Realm]; close(): Promise<unknown> }>,
): void {
  let realms: readonly [Realm, Realm];
  let close: () => Promise<unknown>;
  beforeAll(async () => {
    ({ realms, close } = await openRealms());
  });
  afterAll(() => close());

  const start = (roomCapacity = 2): Promise<readonly [RawService, RawService]> => {
    const config = { roomCapacity };
    return Promise.all([
      startRawService({ realm: realms[0], config }),
      startRawService({ realm: realms[1], config }),
    ]);
  };

  test('two on two instances hear each other, in order, and of each other', async () => {
    const [here, there] = await start();
    const ann = await here.join('den');
    const bob = await there.join('den');
    expect(bob.peers).toEqual([ann.id]);
    expect(await ann.peer.next('peer-joined')).toEqual({ type: 'peer-joined', from: bob.id });
    ann.peer.send({ type: 'offer', sdp: 'v=0' });
    for (let n = 0; n < 50; n += 1) ann.peer.send({ type: 'ice-candidate', candidate: `candidate:${n}` });
    await bob.peer.find((message) => Reflect.get(message, 'candidate') === 'candidate:49');
    const heard = bob.peer.received.map((message) => Reflect.get(message, 'candidate')).filter(Boolean);
    expect(heard).toEqual(Array.from({ length: 50 }, (_, n) => `candidate:${n}`));
    await bob.peer.vanish();
    expect(await ann.peer.next('peer-disconnected')).toEqual({ type: 'peer-disconnected', from: bob.id });
    await ann.peer.close();
  });

  test('a message for one among three on two instances reaches that one', async () => {
    const [here, there] = await start(3);
    const ann = await here.join('hall');
    const bob = await there.join('hall');
    const cat = await there.join('hall');
    await ann.peer.find((message) => Reflect.get(message, 'from') === cat.id);
    ann.peer.send({ type: 'offer', sdp: 'for cat', to: cat.id });
    ann.peer.send({ type: 'control', action: 'for-all' });
    expect(await cat.peer.next('offer')).toMatchObject({ from: ann.id, sdp: 'for cat' });
    await Promise.all([bob.peer.next('control'), cat.peer.next('control')]);
    expect(bob.peer.ofType('offer')).toEqual([]);
    await Promise.all([ann, bob, cat].map(({ peer }) => peer.close()));
  });

  test('however many come to both at once, a room takes as many as it has space for, and is free again after them', async () => {
    const services = await start();
    for (let round = 0; round < 3; round += 1) {
      const peers = Array.from({ length: 10 }, (_, n) => services[n % 2 === 0 ? 0 : 1].dial('roomId=attic'));
      const first = await Promise.all(peers.map((peer) => peer.find(() => true)));
      const inside = peers.filter((_peer, at) => first[at]?.type === 'joined');
      expect(inside.length).toBe(2);
      expect(first.filter(({ type }) => type === 'room-full').length).toBe(8);
      // Both know of each other, however their entering crossed.
      inside[0]?.send({ type: 'control', action: `round-${round}` });
      await inside[1]?.next('control');
      await Promise.all(inside.map((peer) => peer.close()));
      await eventually(() => expect(services.map(({ relay }) => relay.size.rooms)).toEqual([0, 0]));
    }
  });
}

describe('in memory', () => {
  stories(async () => {
    const realm = new MemoryRealm(OPTIONS);
    return { realms: [realm, realm], close: () => realm.close() };
  });
});

describe('on Redis', () => {
  let server: RunningRedis;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  stories(async () => {
    const instances = [
      await openInstance([server.url], OPTIONS),
      await openInstance([server.url], OPTIONS),
    ] as const;
    const close = () => Promise.all(instances.map((instance) => instance.close()));
    return { realms: [instances[0].realm, instances[1].realm], close };
  });
});
