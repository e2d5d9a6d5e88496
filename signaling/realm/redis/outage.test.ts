/** What happens to instances when Redis, or the way to it, fails. */
import { expect, test } from 'vitest';
import { startReplica } from '../../testing/redis.ts';
import { redisScene } from '../contract/scene.ts';
import {
  claim,
  envelope,
  eventually,
  MANY,
  present,
  RecordingLink,
  textOf,
  watch,
} from '../contract/subject.ts';

const scene = redisScene();
const { anInstance, instanceBehindProxy } = scene;

test('a server that is killed and comes back empty: nobody notices on one instance, and all is written again', async () => {
  const [here, there] = [await anInstance(), await anInstance()];
  const [ann, bob, cy] = [new RecordingLink(), new RecordingLink(), new RecordingLink()];
  const { epoch } = await claim(here.realm, 'ann', 'a', ann);
  await claim(here.realm, 'bob', 'b', bob);
  await here.realm.enter('lobby', 'ann', epoch, present('available', 'Ann'), MANY);
  const far = await watch(there.realm, 'lobby');
  await here.realm.reserve('kept', 'k', 60_000);

  await scene.server.kill();
  await eventually(() => expect([here.realm.connected, there.realm.connected]).toEqual([false, false]));
  here.realm.send(envelope('bob', 'ann', 'still here'), 'hold');
  expect(ann.frames).toEqual(['still here']);
  expect(await here.realm.deliver(envelope('ann', 'bob', 'asked', 'CHALLENGE'))).toBe('delivered');
  expect(await here.realm.deliver(envelope('ann', 'dee', 'asked', 'CHALLENGE'))).toBe('absent');
  const late = await claim(there.realm, 'cy', 'c', cy);
  expect(await there.realm.enter('lobby', 'cy', late.epoch, present('away'), MANY)).toBe('entered');
  expect(far.listener.members.get('cy')).toEqual(present('away'));
  const near = await watch(here.realm, 'lobby');
  expect([...near.listener.members.keys()]).toEqual(['ann']);
  await here.realm.say('lobby', { from: 'ann', frame: 'hello' }, 'kept');
  expect(near.listener.said).toEqual(['ann: hello']);
  expect(await here.realm.reserve('kept', 'other', 60_000)).toBe(false);
  expect(await here.realm.claim('kept', 'other', new RecordingLink())).toEqual({ outcome: 'taken' });
  expect(await here.realm.reserve('late', 'l', 60_000)).toBe(true);

  await scene.server.restart();
  await eventually(() => expect([here.realm.connected, there.realm.connected]).toEqual([true, true]));
  there.realm.send(envelope('cy', 'ann', 'hello again'), 'hold');
  await eventually(() => expect(ann.frames).toContain('hello again'));
  expect(await here.realm.deliver(envelope('ann', 'cy', 'asked', 'CHALLENGE'))).toBe('delivered');
  for (const { listener } of [far, near]) {
    await eventually(() => expect([...listener.members.keys()].toSorted()).toEqual(['ann', 'cy']));
  }
  for (const id of ['kept', 'late']) {
    expect(await there.realm.reserve(id, 'other', 60_000)).toBe(false);
    expect(await there.realm.claim(id, 'other', new RecordingLink())).toEqual({ outcome: 'taken' });
  }
  expect([ann.replacements, bob.replacements, cy.replacements]).toEqual([0, 0, 0]);
});

test('what left during an outage is gone after it', async () => {
  const { proxy, realm } = await instanceBehindProxy();
  const there = await anInstance();
  const { epoch } = await claim(realm, 'ann', 'a');
  await realm.enter('lobby', 'ann', epoch, present('available'), MANY);
  const { listener } = await watch(there.realm, 'lobby');
  expect(listener.members.size).toBe(1);
  proxy.cut();
  await eventually(() => expect(realm.connected).toBe(false));
  await realm.release('ann', epoch);
  await realm.exit('lobby', 'ann', epoch);
  proxy.heal();
  await eventually(() => expect(realm.connected).toBe(true));
  await eventually(() => expect(listener.members.size).toBe(0));
  expect((await there.realm.claim('ann', 'somebody else', new RecordingLink())).outcome).toBe('claimed');
});

test('a server that is emptied while it runs is filled again', async () => {
  const [here, there] = [await anInstance(), await anInstance()];
  const link = new RecordingLink();
  const { epoch } = await claim(here.realm, 'ann', 'a', link);
  await here.realm.enter('lobby', 'ann', epoch, present('available'), MANY);
  const { listener } = await watch(there.realm, 'lobby');
  await scene.server.command('FLUSHALL');
  await eventually(async () => {
    expect(await there.realm.deliver(envelope('bob', 'ann', 'x', 'CHALLENGE'))).toBe('delivered');
  });
  expect((await there.realm.claim('ann', 'other', new RecordingLink())).outcome).toBe('taken');
  await here.realm.enter('lobby', 'ann', epoch, present('playing'), MANY);
  await eventually(() => expect(listener.members.get('ann')).toEqual(present('playing')));
});

test('a failover that loses the last writes heals', async () => {
  const replica = await startReplica(scene.server);
  scene.closeLater(() => replica.stop());
  const { proxy, realm } = await instanceBehindProxy();
  const link = new RecordingLink();
  await claim(realm, 'ann', 'a', link);
  // The replica hears nothing more, and becomes the master with what it has.
  await replica.promote();
  await claim(realm, 'late', 'l', link);
  proxy.redirect(replica.port);
  await eventually(() => expect(realm.connected).toBe(true));
  const there = await anInstance(replica.url);
  for (const id of ['ann', 'late']) {
    await eventually(async () => {
      expect(await there.realm.deliver(envelope('bob', id, 'x', 'CHALLENGE'))).toBe('delivered');
    });
  }
});

test('an id that was claimed twice during an outage has one owner after it: the newest', async () => {
  const [here, there] = [await instanceBehindProxy(), await instanceBehindProxy()];
  for (const { proxy } of [here, there]) proxy.cut();
  await eventually(() => expect([here.realm.connected, there.realm.connected]).toEqual([false, false]));
  const ids = Array.from({ length: 300 }, (_, index) => `p${index}`);
  const older = ids.map(() => new RecordingLink());
  const newer = ids.map(() => new RecordingLink());
  await Promise.all(ids.map((id, at) => claim(here.realm, id, 'o', older[at])));
  await Promise.all(ids.map((id, at) => claim(there.realm, id, 'o', newer[at])));
  for (const { proxy } of [here, there]) proxy.heal();
  await eventually(() => expect([here.realm.connected, there.realm.connected]).toEqual([true, true]));
  await eventually(() => expect(older.every(({ replacements }) => replacements === 1)).toBe(true));
  expect(newer.every(({ replacements }) => replacements === 0)).toBe(true);
  expect(here.realm.connected && (await here.realm.ids()).toSorted()).toEqual(ids.toSorted());
  expect(await here.realm.deliver(envelope('bob', 'p7', 'x', 'CHALLENGE'))).toBe('delivered');
  expect(newer[7]?.frames).toEqual(['x']);
});

test('peers of an instance that is cut off are offline soon, and their places free; then it learns what it lost', async () => {
  const { proxy, realm } = await instanceBehindProxy();
  const there = await anInstance();
  const [ann, bob, newcomer] = [new RecordingLink(), new RecordingLink(), new RecordingLink()];
  const { epoch } = await claim(realm, 'ann', 'a', ann);
  await claim(realm, 'bob', 'b', bob);
  await realm.enter('den', 'ann', epoch, present('available'), 1);
  const { listener } = await watch(there.realm, 'den');
  expect(await there.realm.deliver(envelope('cy', 'ann', 'seen', 'CHALLENGE'))).toBe('delivered');

  proxy.stall();
  await eventually(() => expect(listener.members.size).toBe(0));
  await eventually(async () => {
    expect((await there.realm.claim('ann', 'somebody else', newcomer)).outcome).toBe('claimed');
  });
  expect(await there.realm.deliver(envelope('cy', 'bob', 'x', 'CHALLENGE'))).not.toBe('delivered');
  const guest = await claim(there.realm, 'guest', 'g');
  expect(await there.realm.enter('den', 'guest', guest.epoch, present('available'), 1)).toBe('entered');
  realm.send(envelope('ann', 'bob', 'near'), 'hold');
  await eventually(() => expect(bob.frames).toEqual(['near']));

  proxy.heal();
  await eventually(() => expect(realm.connected).toBe(true));
  expect([ann.replacements, bob.replacements, newcomer.replacements]).toEqual([1, 0, 0]);
  expect(await there.realm.deliver(envelope('cy', 'bob', 'back', 'CHALLENGE'))).toBe('delivered');
  expect(await realm.deliver(envelope('bob', 'ann', 'to the new one', 'CHALLENGE'))).toBe('delivered');
  expect(newcomer.frames).toEqual(['to the new one']);
});

test('a full room lets somebody in when those in it are on an instance that died', async () => {
  const { proxy, realm } = await instanceBehindProxy();
  const there = await anInstance();
  const { epoch } = await claim(realm, 'ann', 'a');
  await realm.enter('den', 'ann', epoch, present('available'), 1);
  const guest = await claim(there.realm, 'guest', 'g');
  expect(await there.realm.enter('den', 'guest', guest.epoch, present('available'), 1)).toBe('full');
  proxy.cut();
  await eventually(async () => {
    expect(await there.realm.enter('den', 'guest', guest.epoch, present('available'), 1)).toBe('entered');
  });
});

test('a frozen server makes nobody on one instance wait, and messages that had to wait are told of', async () => {
  const [here, there] = [await anInstance(), await anInstance()];
  const [ann, bob] = [new RecordingLink(), new RecordingLink()];
  await claim(here.realm, 'ann', 'a', ann);
  await claim(there.realm, 'bob', 'b', bob);
  scene.server.freeze();
  try {
    here.realm.send(envelope('x', 'ann', 'near'), 'hold');
    expect(ann.frames).toEqual(['near']);
    here.realm.send(envelope('ann', 'bob', 'far'), 'hold');
    await eventually(() => {
      expect(here.host.told).toEqual([{ why: 'expired', from: 'ann', to: 'bob' }]);
    });
    expect(await here.realm.deliver(envelope('ann', 'bob', 'far', 'CHALLENGE'))).not.toBe('delivered');
  } finally {
    scene.server.thaw();
  }
  await eventually(() => expect([here.realm.connected, there.realm.connected]).toEqual([true, true]));
  expect(await here.realm.deliver(envelope('ann', 'bob', 'after', 'CHALLENGE'))).toBe('delivered');
  expect(bob.frames.at(-1)).toBe('after');
});

test('what waits in memory during an outage comes out on the same instance', async () => {
  const here = await anInstance();
  await scene.server.kill();
  await eventually(() => expect(here.realm.connected).toBe(false));
  const link = new RecordingLink();
  link.accepting = false;
  here.realm.send(envelope('bob', 'ann', '1'), 'hold');
  await claim(here.realm, 'ann', 'a', link);
  here.realm.send(envelope('bob', 'ann', '2'), 'hold');
  const texts: string[] = [];
  await eventually(async () => {
    texts.push(...(await here.realm.collect('ann')).map(({ frame }) => textOf(frame)));
    expect(texts).toEqual(['1', '2']);
  });
});
