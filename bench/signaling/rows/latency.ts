import { BARE_BYTES, OURS, STOCK } from '../competitors.ts';
import { Group } from '../group.ts';
import type { Load } from '../load.ts';
import { type Figures, inTurns } from '../rounds.ts';
import { OFFER_BYTES } from './flow.ts';
import type { Row } from './row.ts';

const PER_SECOND = 15_000;
const CLIENTS = 64;
const WARM_UP_MS = 300;
const MEASURED_MS = 1_000;
/** Many and short: another program that runs for a moment decides the tail of a round. */
const ROUNDS = 15;

export const latency: Row = {
  name: 'latency',
  about: `from the time at which an OFFER is to leave until it is there, at ${PER_SECOND} a second`,
  measure: async ({ load, rounds, keep }) => {
    const groups = [
      keep(await Group.start('this service', OURS)),
      keep(await Group.start('peer', STOCK)),
      keep(await Group.start('bare ws, bytes passed on', BARE_BYTES)),
    ];
    const results = await inTurns(groups, { rounds: rounds ?? ROUNDS }, (group) => turn(load, group));
    await Promise.all(groups.map((group) => group.stop()));
    return [
      {
        title: `99th percentile of the latency at ${PER_SECOND} messages a second`,
        unit: 'ms',
        series: results.series('p99Ms'),
        reference: 'peer',
        aims: { 'this service': { atMost: 0.75 } },
      },
      {
        title: 'its median',
        unit: 'ms',
        series: results.series('p50Ms'),
        reference: 'peer',
      },
    ];
  },
};

async function turn(load: Load, { targets, competitor }: Group): Promise<Figures> {
  await load.gather({ targets, count: CLIENTS, concurrency: CLIENTS });
  await load.check({ bytes: OFFER_BYTES, stamped: competitor.stamps });
  const { p50Ms, p99Ms } = await load.pace({
    bytes: OFFER_BYTES,
    perSecond: PER_SECOND,
    warmUpMs: WARM_UP_MS,
    ms: MEASURED_MS,
  });
  await load.close();
  return { p50Ms, p99Ms };
}
