/**
 * What a tab costs that is open in the lobby and does nothing: memory and CPU of the service, and memory of Redis. The
 * tabs say what the client of this repository says: JOIN, and PeerJS's HEARTBEAT every 5 s.
 *
 *     node bench/lobby.bench.ts [tabs]
 */
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { LOBBY, SNAPSHOT_MAX, SUPERSET_VERSION } from '../signaling/protocol/index.ts';
import { infoOf, type RunningRedis, startRedis } from '../signaling/testing/redis.ts';
import { OURS } from './signaling/competitors.ts';
import { Group } from './signaling/group.ts';
import { at, Crowd } from './signaling/load/crowd.ts';
import { clientFrame } from './signaling/load/frames.ts';

const TABS = 2_000;
/** Tabs that come and go before, so that code is compiled and pools are filled. */
const EARLIER = 500;
/** The lobby is told of those who are gone after this (`PRESENCE_GRACE_MS`), ms. */
const GRACE_MS = 3_000;
const HEARTBEAT_MS = 5_000;
const IDLE_MS = 30_000;
const SETTLE_TIMEOUT_MS = 60_000;

const HEARTBEAT = clientFrame('{"type":"HEARTBEAT"}');
const JOIN = clientFrame(
  JSON.stringify({
    type: 'JOIN',
    payload: { mid: 'm1', version: SUPERSET_VERSION, room: LOBBY, status: 'available', allow: [] },
  }),
);

/** Resolves when ACK and ROOM have come to each. */
async function enterLobby(group: Group, count: number): Promise<Crowd> {
  const crowd = await Crowd.gather({ targets: group.targets, count, concurrency: 32 });
  const entered = crowd.clients.map((client) => {
    let messages = 0;
    return new Promise<void>((resolve) => {
      client.onMessages = (more) => {
        messages += more;
        if (messages >= 2) resolve();
      };
      client.write([JOIN]);
    });
  });
  const late = wait(SETTLE_TIMEOUT_MS, 'late', { ref: false });
  if ((await Promise.race([Promise.all(entered), late])) === 'late') throw new Error('not all tabs enter');
  // The last tick of presence, and what is to be collected after it.
  await wait(1_000);
  return crowd;
}

/** Spread evenly, as tabs that came at different times are. */
async function beat(crowd: Crowd): Promise<void> {
  const stepMs = 50;
  const perStep = (crowd.clients.length * stepMs) / HEARTBEAT_MS;
  const start = performance.now();
  let sent = 0;
  while (performance.now() - start < IDLE_MS) {
    const due = ((performance.now() - start) / stepMs) * perStep;
    for (; sent < due; sent += 1) at(crowd.clients, sent).write([HEARTBEAT]);
    await wait(stepMs);
  }
}

/** What one tab hears while others come, bytes. */
async function heard(crowd: Crowd, come: () => Promise<void>): Promise<number> {
  const listener = at(crowd.clients, 0);
  let bytes = 0;
  listener.onBytes = ({ length }) => (bytes += length);
  await come();
  listener.onBytes = () => {};
  return bytes;
}

async function presence(group: Group, crowd: Crowd): Promise<void> {
  const singles = 10;
  const together = 100;
  const came: Crowd[] = [];
  const alone = await heard(crowd, async () => {
    for (let n = 0; n < singles; n += 1) came.push(await enterLobby(group, 1));
  });
  const many = await heard(crowd, async () => void came.push(await enterLobby(group, together)));
  const newcomer = await Crowd.gather({ targets: group.targets, count: 1, concurrency: 1 });
  const list = await heard(newcomer, async () => {
    at(newcomer.clients, 0).write([JOIN]);
    await wait(1_000);
  });
  console.log(`  somebody comes     ${(alone / singles).toFixed(0)} bytes for each other tab`);
  console.log(`  ${together} come at once   ${(many / together).toFixed(0)} bytes each for each other tab`);
  console.log(
    `  the list           ${(list / SNAPSHOT_MAX).toFixed(0)} bytes for each of ${SNAPSHOT_MAX} members`,
  );
  for (const one of [...came, newcomer]) one.close();
}

async function measure(count: number, redis: RunningRedis | null): Promise<void> {
  const group = await Group.start('this service', OURS, 1, redis?.url);
  try {
    const earlier = await enterLobby(group, EARLIER);
    earlier.close();
    await wait(GRACE_MS * 2);
    const redisBefore = redis === null ? 0 : await usedMemory(redis);
    const before = await group.held();
    const crowd = await enterLobby(group, count);
    const after = await group.held();
    const redisAfter = redis === null ? 0 : await usedMemory(redis);
    const start = await group.used();
    await beat(crowd);
    const end = await group.used();
    const kib = (bytes: number): string => (bytes / count / 1024).toFixed(2);
    const perSecond = (end.cpuMicros - start.cpuMicros) / count / (IDLE_MS / 1000);
    console.log(redis === null ? 'in memory' : 'over Redis');
    console.log(`  heap and buffers   ${kib(after.heapBytes - before.heapBytes)} KiB a tab`);
    console.log(`  resident memory    ${kib(after.rssBytes - before.rssBytes)} KiB a tab`);
    console.log(`  the process alone  ${(before.rssBytes / 2 ** 20).toFixed(0)} MiB resident`);
    console.log(`  CPU while idle     ${perSecond.toFixed(1)} us a tab and second`);
    if (redis !== null) console.log(`  memory of Redis    ${kib(redisAfter - redisBefore)} KiB a tab`);
    await presence(group, crowd);
    crowd.close();
  } finally {
    await group.stop();
  }
}

async function usedMemory(redis: RunningRedis): Promise<number> {
  return Number((await infoOf(redis, 'memory')).get('used_memory'));
}

const count = Number(process.argv[2] ?? TABS);
if (!Number.isSafeInteger(count) || count < 1) {
  console.error('node bench/lobby.bench.ts [tabs]');
  process.exit(1);
}
console.log(`${count} tabs in the lobby; Node ${process.versions.node}, ${availableParallelism()} cores.`);
await measure(count, null);
const redis = await startRedis();
try {
  await measure(count, redis);
} finally {
  await redis.stop();
}
