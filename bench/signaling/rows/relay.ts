import { BARE_BYTES, BARE_JSON, OURS, STOCK, STOCK_BUFFERUTIL } from '../competitors.ts';
import { Group } from '../group.ts';
import { inTurns } from '../rounds.ts';
import { flowTurn, OFFER_BYTES } from './flow.ts';
import type { Row } from './row.ts';

const ROUNDS = 5;

export const relay: Row = {
  name: 'relay',
  about: `OFFERs of ${OFFER_BYTES} bytes in a closed loop, as fast as the server goes`,
  measure: async ({ load, rounds, keep }) => {
    const groups = [
      keep(await Group.start('this service', OURS)),
      keep(await Group.start('peer', STOCK)),
      keep(await Group.start('peer with bufferutil', STOCK_BUFFERUTIL)),
      keep(await Group.start('bare ws, bytes passed on', BARE_BYTES)),
      keep(await Group.start('bare ws, parsed and printed', BARE_JSON)),
    ];
    const results = await inTurns(groups, { rounds: rounds ?? ROUNDS }, (group) => flowTurn(load, group));
    await Promise.all(groups.map((group) => group.stop()));
    return [
      {
        title: `relayed OFFERs of ${OFFER_BYTES} bytes at saturation`,
        unit: 'per second',
        series: results.series('perSecond'),
        reference: 'peer',
        aims: { 'this service': { atLeast: 1.4 } },
      },
      {
        title: 'the same, CPU of the server for each',
        unit: 'us',
        series: results.series('cpuMicros'),
        reference: 'peer',
      },
      {
        title: 'the same, cores that the server had: at saturation 1, less when others use the machine',
        unit: 'cores',
        series: results.series('serverShare'),
        reference: 'peer',
      },
    ];
  },
};
