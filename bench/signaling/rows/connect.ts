import { setTimeout as wait } from 'node:timers/promises';
import { BARE_BYTES, OURS, OURS_TICKETED, STOCK } from '../competitors.ts';
import { Group } from '../group.ts';
import type { Load } from '../load.ts';
import { type Figures, inTurns } from '../rounds.ts';
import type { Row } from './row.ts';

const CONNECTS = 5_000;
/** How many connect at the same time. */
const CONCURRENCY = 32;
/** The many lines that a connection runs through are compiled bit by bit, over some 15,000 connections. */
const WARM_UP_ROUNDS = 4;
const ROUNDS = 7;

export const connect: Row = {
  name: 'connect',
  about: `CPU of the server for a connection, from TCP to OPEN; ${CONNECTS} in a round`,
  measure: async ({ load, rounds, keep }) => {
    const groups = [
      keep(await Group.start('this service', OURS)),
      keep(await Group.start('this service, with tickets', OURS_TICKETED)),
      keep(await Group.start('peer', STOCK)),
      keep(await Group.start('bare ws', BARE_BYTES)),
    ];
    const results = await inTurns(
      groups,
      { rounds: rounds ?? ROUNDS, warmUpRounds: WARM_UP_ROUNDS },
      (group) => turn(load, group),
    );
    await Promise.all(groups.map((group) => group.stop()));
    return [
      {
        title: 'server CPU per accepted connection',
        unit: 'us',
        series: results.series('cpuMicros'),
        reference: 'peer',
        aims: { 'this service': { atMost: 0.85 } },
      },
    ];
  },
};

async function turn(load: Load, group: Group): Promise<Figures> {
  const before = await group.used();
  await load.gather({ targets: group.targets, count: CONNECTS, concurrency: CONCURRENCY });
  const after = await group.used();
  await load.close();
  // What the server does about the closes is not to be counted at the next one.
  await wait(300);
  return { cpuMicros: (after.cpuMicros - before.cpuMicros) / CONNECTS };
}
