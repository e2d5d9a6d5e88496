import { startRedis } from '../../../signaling/testing/redis.ts';
import { OURS, PATTERN, SOCKET_IO } from '../competitors.ts';
import { Group } from '../group.ts';
import { inTurns } from '../rounds.ts';
import { flowTurn, OFFER_BYTES } from './flow.ts';
import type { Row } from './row.ts';

const ROUNDS = 5;

export const redis: Row = {
  name: 'redis',
  about: `OFFERs of ${OFFER_BYTES} bytes from a client of one instance to a client of another, in a closed loop`,
  measure: async ({ load, rounds, keep }) => {
    const server = keep(await startRedis());
    const groups = [
      keep(await Group.start('this service, one instance', OURS)),
      keep(await Group.start('this service, two', OURS, 2, server.url)),
      keep(await Group.start('socket.io with its Redis adapter, two', SOCKET_IO, 2, server.url)),
      keep(await Group.start('room server that reads one pattern, two', PATTERN, 2, server.url)),
    ];
    const results = await inTurns(groups, { rounds: rounds ?? ROUNDS }, (group) =>
      flowTurn(load, group, server),
    );
    await Promise.all(groups.map((group) => group.stop()));
    await server.stop();
    return [
      {
        title: 'messages across two instances over Redis, load and Redis on the same machine',
        unit: 'per second',
        series: results.series('perSecond'),
        reference: 'socket.io with its Redis adapter, two',
        aims: { 'this service, two': { atLeast: 2 } },
      },
      {
        title: 'the same, CPU of both instances for each',
        unit: 'us',
        series: results.series('cpuMicros'),
        reference: 'this service, one instance',
        aims: { 'this service, two': { atMost: 2 } },
      },
      {
        title: 'the same, CPU of Redis for each',
        unit: 'us',
        series: results.series('redisMicros'),
        reference: 'socket.io with its Redis adapter, two',
      },
    ];
  },
};
