/** What instances do at the same time, and what goes wrong between two of their steps. */
import { expect, test } from 'vitest';
import { type Redis, RedisFailure } from '../../redis/index.ts';
import { connectTo } from '../contract/on-redis.ts';
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
import { enteredKey, keptKey, leaseKey, membersKey } from './keys.ts';
import { RoomsInRedis } from './rooms/scripts.ts';

const HOUR_MS = 60 * 60_000;

/** How late whatever goes over the slow line is, ms: far more than what needs no line takes. */
const LINE_MS = 5_000;

const scene = redisScene();
const { anInstance, instanceBehindProxy } = scene;

/** A Redis over which nothing can be published while `mute`. */
async function redisThatLosesMessages() {
  const real = await connectTo([scene.server.url]);
  scene.closeLater(() => real.close());
  const state = { mute: false, lost: 0 };
  const redis: Redis = {
    get connected() {
      return real.connected;
    },
    get open() {
      return real.open;
    },
    command: (key, words) => real.command(key, words),
    run: (script, keys, args) => real.run(script, keys, args),
    publish: (channel, message) => {
      if (!state.mute) return real.publish(channel, message);
      state.lost += 1;
      return Promise.reject(new RedisFailure('lost', 'unknown'));
    },
    subscribe: (channel, listener) => real.subscribe(channel, listener),
    onRecovered: (listener) => real.onRecovered(listener),
    close: () => real.close(),
  };
  return { state, redis };
}

test('an id that is held elsewhere is not lost to a stranger who claims it while Redis does not answer', async () => {
  const holder = await anInstance();
  const { proxy, realm } = await instanceBehindProxy();
  const [held, stolen] = [new RecordingLink(), new RecordingLink()];
  await claim(holder.realm, 'ann', 'a', held);
  proxy.stall();
  await claim(realm, 'ann', 'stranger', stolen);
  proxy.heal();
  await eventually(() => expect(stolen.replacements).toBe(1));
  await eventually(() => expect(realm.connected).toBe(true));
  expect(held.replacements).toBe(0);
  expect(await realm.deliver(envelope('bob', 'ann', 'x', 'CHALLENGE'))).toBe('delivered');
  expect(held.frames).toEqual(['x']);
});

test('a clock that is ahead does not win over a later claim', async () => {
  const { proxy, realm } = await instanceBehindProxy({ now: () => Date.now() + HOUR_MS });
  const there = await anInstance();
  const [older, newer] = [new RecordingLink(), new RecordingLink()];
  proxy.cut();
  await eventually(() => expect(realm.connected).toBe(false));
  await claim(realm, 'ann', 'a', older);
  await claim(there.realm, 'ann', 'a', newer);
  proxy.heal();
  await eventually(() => expect(realm.connected).toBe(true));
  await eventually(() => expect(older.replacements).toBe(1));
  expect(newer.replacements).toBe(0);
});

test('the holder of an id hears that it was taken over, even if the word was lost', async () => {
  const here = await anInstance();
  const { state, redis } = await redisThatLosesMessages();
  const there = await anInstance(redis);
  const link = new RecordingLink();
  await claim(here.realm, 'ann', 'a', link);
  state.mute = true;
  await claim(there.realm, 'ann', 'a');
  await eventually(() => expect(state.lost).toBeGreaterThan(0));
  state.mute = false;
  await eventually(() => expect(link.replacements).toBe(1));
});

test('a member that was removed by mistake is back', async () => {
  const [here, there] = [await anInstance(), await anInstance()];
  const { epoch } = await claim(here.realm, 'ann', 'a');
  await here.realm.enter('lobby', 'ann', epoch, present('playing', 'Ann'), MANY);
  const [near, far] = [await watch(here.realm, 'lobby'), await watch(there.realm, 'lobby')];
  // As by an instance that took this one for dead just before it came back.
  await new RoomsInRedis(there.redis, there.name, 1000).sweep('lobby', here.name);
  await eventually(() => expect(far.listener.changes).toContainEqual(['ann', 'playing']));
  for (const { listener } of [near, far]) {
    await eventually(() => expect([...listener.members]).toEqual([['ann', present('playing', 'Ann')]]));
  }
  await here.realm.exit('lobby', 'ann', epoch);
  await eventually(() => expect(far.listener.members.size).toBe(0));
  expect(await scene.server.command('HLEN', membersKey('lobby'))).toBe(0);
});

test('an instance that comes back to life is believed at once', async () => {
  const [here, there] = [await anInstance(scene.server.url, { leaseMs: 20_000 }), await anInstance()];
  const link = new RecordingLink();
  await claim(there.realm, 'ann', 'a', link);
  await scene.server.command('DEL', leaseKey(there.name));
  expect(await here.realm.deliver(envelope('bob', 'ann', '1', 'CHALLENGE'))).toBe('absent');
  await eventually(async () => expect(await scene.server.command('EXISTS', leaseKey(there.name))).toBe(1));
  expect(await here.realm.deliver(envelope('bob', 'ann', '2', 'CHALLENGE'))).toBe('delivered');
  expect(link.frames).toEqual(['2']);
});

test('whoever sent a message that was lost with all of Redis is told', async () => {
  const here = await anInstance();
  here.realm.send(envelope('bob', 'ann', 'x'), 'hold');
  await eventually(async () => expect(await scene.server.command('DBSIZE')).toBeGreaterThan(2));
  await scene.server.command('FLUSHALL');
  await eventually(() => expect(here.host.told).toEqual([{ why: 'expired', from: 'bob', to: 'ann' }]));
});

test('a message that was lost with all of Redis is still handed to a peer of the same instance', async () => {
  const here = await anInstance();
  here.realm.send(envelope('bob', 'ann', 'x'), 'hold');
  await eventually(async () => expect(await scene.server.command('DBSIZE')).toBeGreaterThan(2));
  await scene.server.command('FLUSHALL');
  const held = await here.realm.collect('ann');
  expect(held.map(({ frame }) => textOf(frame))).toEqual(['x']);
  expect(await here.realm.collect('ann')).toEqual([]);
});

test('messages between peers of one instance do not wait while it writes itself anew over a slow line', async () => {
  const { proxy, realm, name } = await instanceBehindProxy({ connection: { commandTimeoutMs: 5000 } });
  const link = new RecordingLink();
  await claim(realm, 'ann', 'a', link);
  proxy.slow(100);
  await scene.server.command('DEL', leaseKey(name));
  let sent = 0;
  while (realm.connected) await new Promise(setImmediate);
  while (!realm.connected) {
    realm.send(envelope('bob', 'ann', `${(sent += 1)}`), 'hold');
    expect(link.frames).toHaveLength(sent);
    await new Promise(setImmediate);
  }
  expect(sent).toBeGreaterThan(1);
});

test('a line that is slower than all patience is taken for cut, and nobody on one instance waits', async () => {
  const { proxy, realm, host } = await instanceBehindProxy();
  const there = await anInstance();
  const [ann, bob] = [new RecordingLink(), new RecordingLink()];
  const { epoch } = await claim(realm, 'ann', 'a', ann);
  await realm.enter('lobby', 'ann', epoch, present('available'), MANY);
  const { listener } = await watch(there.realm, 'lobby');
  proxy.slow(LINE_MS);
  await eventually(() => expect(realm.connected).toBe(false));
  const started = performance.now();
  const claimed = await claim(realm, 'bob', 'b', bob);
  expect(await realm.enter('lobby', 'bob', claimed.epoch, present('available'), MANY)).toBe('entered');
  expect(await realm.deliver(envelope('ann', 'bob', '1', 'CHALLENGE'))).toBe('delivered');
  // Nobody waited for an answer over the line.
  expect(performance.now() - started).toBeLessThan(LINE_MS);
  realm.send(envelope('ann', 'nobody', '2'), 'hold');
  await eventually(() => expect(host.told).toEqual([{ why: 'expired', from: 'ann', to: 'nobody' }]));
  await eventually(() => expect(listener.members.size).toBe(0));
  proxy.heal();
  await eventually(() => expect([...listener.members.keys()].toSorted()).toEqual(['ann', 'bob']));
  expect([ann.replacements, bob.replacements]).toEqual([0, 0]);
});

test('who came and went while Redis was away costs nothing when it is back', async () => {
  const seen: string[] = [];
  const observer = { command: (name: string) => void seen.push(name) };
  const { proxy, realm } = await instanceBehindProxy({
    connection: { commandTimeoutMs: 300, openMs: 500, observer },
  });
  const kept = await claim(realm, 'kept', 'o');
  proxy.cut();
  await eventually(() => expect(realm.connected).toBe(false));
  for (let index = 0; index < 50; index += 1) {
    const { epoch } = await claim(realm, `p${index}`, 'o');
    await realm.enter('lobby', `p${index}`, epoch, present('available'), MANY);
    await realm.exit('lobby', `p${index}`, epoch);
    await realm.release(`p${index}`, epoch);
  }
  await realm.release('kept', kept.epoch);
  seen.length = 0;
  proxy.heal();
  await eventually(() => expect(realm.connected).toBe(true));
  expect(seen.filter((name) => name === 'release')).toHaveLength(1);
  expect(seen.filter((name) => name === 'exit')).toHaveLength(0);
});

test('who leaves and enters a room again while Redis is away is in it after that', async () => {
  const { proxy, realm } = await instanceBehindProxy();
  const there = await anInstance();
  const { epoch } = await claim(realm, 'ann', 'a');
  await realm.enter('lobby', 'ann', epoch, present('available'), MANY);
  const { listener } = await watch(there.realm, 'lobby');
  proxy.cut();
  await eventually(() => expect(realm.connected).toBe(false));
  await realm.exit('lobby', 'ann', epoch);
  await realm.enter('lobby', 'ann', epoch, present('playing'), MANY);
  proxy.heal();
  await eventually(() => expect(listener.members.get('ann')).toEqual(present('playing')));
  expect(listener.changes).not.toContainEqual(['ann', null]);
});

test('an owner that entered rooms without end leaves no burden to the next one', async () => {
  const here = await anInstance();
  for (let round = 0; round < 30; round += 1) {
    const { epoch } = await claim(here.realm, 'ann', 'a');
    for (let room = 0; room < 8; room += 1) {
      await here.realm.enter(`room-${round}-${room}`, 'ann', epoch, present('available'), MANY);
    }
    await here.realm.release('ann', epoch);
  }
  expect(await scene.server.command('SCARD', enteredKey('ann'))).toBeLessThan(100);
});

test('messages to other instances are counted once each, and so are those that wait here', async () => {
  const [from, to] = [await anInstance(), await anInstance()];
  const link = new RecordingLink();
  await claim(to.realm, 'ann', 'a', link);
  await claim(from.realm, 'near', 'n');
  from.realm.send(envelope('bob', 'near', 'x'), 'hold');
  for (let index = 0; index < 20; index += 1) from.realm.send(envelope('bob', 'ann', `${index}`), 'hold');
  expect(await from.realm.deliver(envelope('bob', 'ann', 'y', 'CHALLENGE'))).toBe('delivered');
  from.realm.send(envelope('near', 'ann', 'gone', 'EXPIRE'), 'drop');
  await eventually(() => expect(link.frames).toHaveLength(22));
  expect(from.host.sentOn).toBe(21);
  expect(to.host.sentOn).toBe(0);
  expect(from.realm.held).toBe(0);
  from.realm.send(envelope('bob', 'nobody', 'x'), 'hold');
  await eventually(() => expect(from.realm.held).toBe(1));
  await eventually(() => expect(from.realm.held).toBe(0));
});

test('an id stays kept for the longest time that was asked for', async () => {
  const [here, there] = [await anInstance(), await anInstance()];
  await there.realm.reserve('ann', 'a', HOUR_MS);
  await here.realm.reserve('ann', 'a', 1000);
  expect(Number(await scene.server.command('PTTL', keptKey('ann')))).toBeGreaterThan(HOUR_MS / 2);
});

test('kept ids are written again only where Redis does not have them', async () => {
  const seen: string[] = [];
  const observer = { command: (name: string) => void seen.push(name) };
  const { proxy, realm } = await instanceBehindProxy({
    connection: { commandTimeoutMs: 300, openMs: 500, observer },
  });
  const reserved = () => seen.splice(0).filter((name) => name === 'reserve').length;
  for (let index = 0; index < 100; index += 1) await realm.reserve(`p${index}`, 'o', HOUR_MS);
  proxy.cut();
  await eventually(() => expect(realm.connected).toBe(false));
  await realm.reserve('late', 'o', HOUR_MS);
  reserved();
  proxy.heal();
  await eventually(() => expect(realm.connected).toBe(true));
  expect(reserved()).toBe(1);
  expect(await scene.server.command('GET', keptKey('late'))).toBe('o');
  await scene.server.command('FLUSHALL');
  await eventually(async () => expect(await scene.server.command('GET', keptKey('p99'))).toBe('o'));
  await eventually(() => expect(realm.connected).toBe(true));
  expect(reserved()).toBe(101);
});
