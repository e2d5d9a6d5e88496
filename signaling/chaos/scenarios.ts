/** What can happen to a service of two instances over Redis, and what its clients may notice of it. */
import { expect } from 'vitest';
import { startReplica } from '../testing/redis.ts';
import type { Client } from './client.ts';
import type { Pace } from './load.ts';
import { ASK_MS, type Instance, type Stage, type StageOptions } from './stage.ts';
import { healed, HEALING_MS, isReady, nobodyReconnected } from './verify.ts';

/** Peers of an instance that is gone are offline within this time, ms. */
const GONE_MS = 15_000;

/** An instance that is told to end has ended within this time, ms: clouds kill it after 10 s. */
const DRAINED_MS = 10_000;

/** Three times the age, and each time a moment in which a client is silent, ms. */
const RENEWED_MS = 60_000;

export interface Scenario {
  readonly name: string;
  readonly env?: StageOptions['env'];
  /** Of the load; busy unless given. */
  readonly pace?: Pace;
  /** Breaks something and mends it; when it returns, what is left of the stage's clients and instances should heal. */
  readonly run: (stage: Stage) => Promise<void>;
}

/** The longest first: several are played at once. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'connections reach their age, round after round',
    env: { MAX_CONNECTION_SECONDS: '3' },
    pace: 'calm',
    run: renewed,
  },
  { name: 'an instance is killed', run: killed },
  { name: 'an instance is frozen for longer than its lease', run: frozen },
  { name: 'an instance is cut off from Redis', run: (stage) => cutOff(stage, () => stage.victim.line.cut()) },
  {
    name: 'packets between an instance and Redis are lost',
    run: (stage) => cutOff(stage, () => stage.victim.line.stall()),
  },
  { name: 'Redis is killed and comes back empty', run: restartedEmpty },
  { name: 'Redis is slow, then frozen', run: slowThenFrozen },
  { name: 'Redis fails over to a replica', run: failedOver },
  { name: 'an instance is drained', run: drained },
];

async function killed(stage: Stage): Promise<void> {
  const { victim, other } = stage;
  const [ann, bob] = firstTwo(stage.clientsOf(victim));
  const [cat] = firstTwo(stage.clientsOf(other));
  // Two that never come back: what they hold has to come free by itself.
  expect(await ann.join('table', 2)).toBe('ACK');
  expect(await bob.join('table')).toBe('ACK');
  expect(await cat.join('table')).toBe('room/full');
  for (const client of [ann, bob]) stage.abandon(client);
  await victim.process.kill();
  stage.instances.delete(victim);
  stage.ledger.note('killed');
  await stage.within(GONE_MS, 'who does not come back is offline', () => stage.assertOneLobby());
  const enter = async (): Promise<void> => expect(await cat.join('table', 2)).toBe('ACK');
  await stage.within(GONE_MS, 'the places in the room are free', enter, ASK_MS);
  const heir = stage.add(ann.id, other, 'another-token');
  await stage.within(GONE_MS, 'the id is free', () => expect(heir.isIn).toBe(true));
}

async function frozen(stage: Stage): Promise<void> {
  const { victim, other } = stage;
  const clients = stage.clientsOf(victim);
  victim.process.freeze();
  stage.ledger.note('frozen');
  for (const client of clients) client.isHung = true;
  const movers = clients.slice(0, clients.length / 2);
  const sitters = clients.slice(clients.length / 2);
  for (const client of movers) {
    client.switchNetwork();
    client.isHung = false;
  }
  await stage.within(GONE_MS, 'who moved is in again, and who hangs is offline', () => {
    for (const client of movers) expect(client.isIn).toBe(true);
    for (const watcher of stage.clientsOf(other)) {
      for (const { id } of sitters) expect(watcher.lobby.has(id)).toBe(false);
    }
  });
  victim.process.thaw();
  stage.ledger.note('thawed');
  for (const client of sitters) client.isHung = false;
}

async function cutOff(stage: Stage, breakLine: () => void): Promise<void> {
  const { victim, other } = stage;
  const { clients, ledger } = stage;
  breakLine();
  ledger.note('cut off');
  await stage.within(GONE_MS, 'it is not ready, and its peers are offline for the others', async () => {
    expect(await isReady(victim)).toBe(false);
    for (const watcher of stage.clientsOf(other)) {
      for (const { id } of stage.clientsOf(victim)) expect(watcher.lobby.has(id)).toBe(false);
    }
  });
  await stillServes(stage, victim);
  expect(await isReady(other)).toBe(true);
  victim.line.heal();
  ledger.note('healed');
  await healed(stage);
  nobodyReconnected(clients);
}

async function restartedEmpty(stage: Stage): Promise<void> {
  const { redis } = stage;
  await redis.kill();
  stage.ledger.note('Redis is gone');
  await bothStillServe(stage);
  await redis.restart();
  stage.ledger.note('Redis is back');
  await healed(stage);
  nobodyReconnected(stage.clients);
}

async function slowThenFrozen(stage: Stage): Promise<void> {
  const { redis, instances, ledger } = stage;
  for (const { line } of instances) line.slow(100);
  ledger.note('slow');
  const [ann] = firstTwo(stage.clientsOf(stage.victim));
  const [bob] = firstTwo(stage.clientsOf(stage.other));
  expect(await ann.challenge(bob.id, ledger.newName())).toBe('ACK');
  for (const { line } of instances) line.heal();
  redis.freeze();
  ledger.note('frozen');
  await bothStillServe(stage);
  redis.thaw();
  ledger.note('thawed');
  await healed(stage);
  nobodyReconnected(stage.clients);
}

async function failedOver(stage: Stage): Promise<void> {
  const { redis, instances, ledger } = stage;
  const replica = await startReplica(redis);
  stage.alsoStop(() => replica.stop());
  await redis.kill();
  await replica.promote();
  for (const { line } of instances) line.redirect(replica.port);
  ledger.note('failed over');
  await healed(stage);
  nobodyReconnected(stage.clients);
}

async function drained(stage: Stage): Promise<void> {
  const { victim } = stage;
  const clients = stage.clientsOf(victim);
  const connections = clients.flatMap(({ current }) => (current === undefined ? [] : [current]));
  const start = performance.now();
  stage.instances.delete(victim);
  const { code } = await victim.process.terminate();
  stage.ledger.note('drained');
  expect(code).toBe(0);
  expect(performance.now() - start).toBeLessThan(DRAINED_MS);
  await stage.within(HEALING_MS, 'all are told and closed', () => {
    expect(connections.map(({ closeCode }) => closeCode)).toEqual(clients.map(() => 1012));
  });
  expect(connections.map(({ goAway }) => goAway?.reason)).toEqual(clients.map(() => 'shutdown'));
  const waits = new Set(connections.map(({ goAway }) => goAway?.retryAfterMs));
  expect(waits.size, `waits of ${[...waits].join(', ')} ms`).toBeGreaterThan(1);
}

async function renewed(stage: Stage): Promise<void> {
  const clients = [...stage.clients];
  await stage.within(RENEWED_MS, 'everybody came back three times', () => {
    for (const { connections } of clients) expect(connections.length).toBeGreaterThan(3);
  });
  for (const { id, connections, departures } of clients) {
    expect(departures, `${id} saw somebody leave`).toEqual([]);
    for (const { goAway, closeCode } of connections.slice(0, -1)) {
      expect([goAway?.reason, closeCode]).toEqual(['renew', 1012]);
    }
  }
}

/** Without Redis, both go on for those that they have. */
async function bothStillServe(stage: Stage): Promise<void> {
  await stage.within(GONE_MS, 'no instance is ready', async () => {
    for (const instance of stage.instances) expect(await isReady(instance)).toBe(false);
  });
  for (const instance of stage.instances) await stillServes(stage, instance);
}

/** The balancer keeps an instance without Redis, and its clients still reach each other. */
async function stillServes(stage: Stage, instance: Instance): Promise<void> {
  expect((await fetch(`${instance.process.url}/serving`)).status).toBe(200);
  const [ann, bob] = firstTwo(stage.clientsOf(instance));
  const name = stage.ledger.newName();
  expect(await ann.challenge(bob.id, name)).toBe('ACK');
  await stage.within(HEALING_MS, 'the answer is back', () => expect(ann.hasReply(name)).toBe(true));
}

function firstTwo([one, two]: readonly Client[]): [Client, Client] {
  if (one === undefined || two === undefined) throw new Error('too few clients');
  return [one, two];
}
