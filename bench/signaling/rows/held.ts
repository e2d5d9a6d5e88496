import { setTimeout as wait } from 'node:timers/promises';
import { BARE_BYTES, OURS, STOCK } from '../competitors.ts';
import { Group } from '../group.ts';
import type { Load } from '../load.ts';
import { type Figures, Results } from '../rounds.ts';
import type { Competitor } from '../server.ts';
import type { Row, Session } from './row.ts';

const HELD = 10_000;
/** Clients that come and go before, so that code is compiled and pools are filled. */
const EARLIER = 1_000;
const CONCURRENCY = 32;
/** Some 100 until what answers them is compiled. */
const EARLIER_REQUESTS = 150;
const REQUESTS = 200;
const ROUNDS = 3;

export const held: Row = {
  name: 'held',
  about: `memory per idle connection and CPU of GET /peers, with ${HELD} clients online`,
  measure: async ({ load, rounds, keep }) => {
    const results = new Results();
    for (let round = 0; round < (rounds ?? ROUNDS); round += 1) {
      for (const [name, competitor] of COMPETITORS) {
        results.add(name, await turn({ load, rounds, keep }, name, competitor));
      }
    }
    return [
      {
        title: `heap and buffers per idle connection, ${HELD} held`,
        unit: 'KB',
        series: results.series('heapKb'),
        reference: 'peer',
        aims: { 'this service': { atMost: 0.95 } },
      },
      {
        title: `resident memory per idle connection, ${HELD} held`,
        unit: 'KB',
        series: results.series('rssKb'),
        reference: 'peer',
        aims: { 'this service': { atMost: 0.95 } },
      },
      {
        title: `GET /peers with ${HELD} online, CPU per request`,
        unit: 'us',
        series: results.series('peersMicros'),
        reference: 'peer',
        aims: { 'this service': { atMost: 0.3 } },
      },
      {
        title: 'the same, each after the connection of a newcomer, which is counted in',
        unit: 'us',
        series: results.series('changingPeersMicros'),
        reference: 'peer',
      },
    ];
  },
};

const COMPETITORS: readonly (readonly [string, Competitor])[] = [
  ['this service', OURS],
  ['peer', STOCK],
  ['bare ws', BARE_BYTES],
];

/** A new process each time: memory that was used once is not given back, and would be found free by the next. */
async function turn({ load, keep }: Session, name: string, competitor: Competitor): Promise<Figures> {
  const group = keep(await Group.start(name, competitor));
  const { targets } = group;
  await load.gather({ targets, count: EARLIER, concurrency: CONCURRENCY });
  await load.close();
  await wait(300);
  const before = await group.held();
  await load.gather({ targets, count: HELD, concurrency: CONCURRENCY });
  const after = await group.held();
  const memory = {
    heapKb: (after.heapBytes - before.heapBytes) / HELD / 1024,
    rssKb: (after.rssBytes - before.rssBytes) / HELD / 1024,
  };
  const peers = competitor.listsPeers ? await peersTurn(load, group) : {};
  await load.close();
  await group.stop();
  return { ...memory, ...peers };
}

async function peersTurn(load: Load, group: Group): Promise<Figures> {
  const [target] = group.targets;
  const url = `http://127.0.0.1:${target?.port}/peerjs/peers`;
  // A server that answers with fewer is not measured.
  for (let request = 0; request < EARLIER_REQUESTS; request += 1) {
    const ids: unknown = await (await fetch(url)).json();
    if (!Array.isArray(ids) || ids.length !== HELD)
      throw new Error(`${group.name} does not list ${HELD} peers`);
  }
  const start = await group.used();
  for (let request = 0; request < REQUESTS; request += 1) await (await fetch(url)).arrayBuffer();
  const unchanged = await group.used();
  const newcomers = { targets: group.targets, count: 1, concurrency: 1 };
  for (let request = 0; request < REQUESTS; request += 1) {
    await load.gather(newcomers);
    await (await fetch(url)).arrayBuffer();
  }
  const end = await group.used();
  return {
    peersMicros: (unchanged.cpuMicros - start.cpuMicros) / REQUESTS,
    changingPeersMicros: (end.cpuMicros - unchanged.cpuMicros) / REQUESTS,
  };
}
