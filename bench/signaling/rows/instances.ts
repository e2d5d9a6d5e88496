import { setTimeout as wait } from 'node:timers/promises';
import { type RunningRedis, startRedis } from '../../../signaling/testing/redis.ts';
import { OURS, PATTERN } from '../competitors.ts';
import { Group } from '../group.ts';
import type { Load } from '../load.ts';
import type { Target } from '../load/client.ts';
import { redisUse } from '../redis-use.ts';
import type { Aim, Measure } from '../report.ts';
import { type Figures, inTurns, type Results } from '../rounds.ts';
import type { Competitor } from '../server.ts';
import { OFFER_BYTES, warmUp } from './flow.ts';
import type { Row, Session } from './row.ts';

const INSTANCES = [2, 4, 8];
const LARGEST = '8 instances';
/** Who speak; a multiple of each number of instances. */
const CLIENTS = 56;
/** Far from saturation, where what shares a turn of the event loop would cost less the more there is of it. */
const PER_SECOND = 2_000;
const WARM_UP_MS_PER_INSTANCE = 1_000;
const IDLE_MS = 1_000;
const MEASURED_MS = 2_000;
const ROUNDS = 5;

export const instances: Row = {
  name: 'instances',
  about: `what a message to a client of another instance costs with ${INSTANCES.join(', ')} instances`,
  measure: async (session) => [
    ...(await measureAll(session, 'this service', OURS, { [LARGEST]: { atMost: 1.1 } })),
    ...(await measureAll(session, 'room server that reads one pattern', PATTERN, {})),
  ],
};

async function measureAll(
  { load, rounds, keep }: Session,
  who: string,
  competitor: Competitor,
  aims: Readonly<Record<string, Aim>>,
): Promise<readonly Measure[]> {
  const redis = keep(await startRedis());
  const groups: Group[] = [];
  for (const count of INSTANCES) {
    groups.push(keep(await Group.start(`${count} instances`, competitor, count, redis.url)));
  }
  for (const group of groups) await warmUp(load, group, WARM_UP_MS_PER_INSTANCE * group.targets.length);
  const counted = { rounds: rounds ?? ROUNDS, warmUpRounds: 0 };
  const betweenTwo = await inTurns(groups, counted, (group) =>
    turn(load, redis, group, group.targets.slice(0, 2)),
  );
  const spread = await inTurns(groups, counted, (group) => turn(load, redis, group, group.targets));
  await Promise.all(groups.map((group) => group.stop()));
  await redis.stop();
  const [reference = ''] = groups.map(({ name }) => name);
  const measures = (results: Results, what: string, aimed: Measure['aims'] = {}): readonly Measure[] =>
    FIGURES.map(({ figure, title, unit }) => ({
      title: `${who}, ${what}: ${title}`,
      unit,
      series: results.series(figure),
      reference,
      aims: aimed,
    }));
  return [
    ...measures(betweenTwo, 'between clients of two of the instances', aims),
    ...measures(spread, 'the same traffic spread over all of them'),
  ];
}

const FIGURES = [
  { figure: 'cpuMicros', title: 'CPU of all instances for each message', unit: 'us' },
  { figure: 'commands', title: 'Redis commands for each', unit: 'commands' },
];

/** @param speaking where those connect who send; the other instances have silent clients */
async function turn(
  load: Load,
  redis: RunningRedis,
  group: Group,
  speaking: readonly Target[],
): Promise<Figures> {
  const silent = group.targets.filter((target) => !speaking.includes(target));
  await load.gather({ targets: speaking, count: CLIENTS, concurrency: CLIENTS });
  if (silent.length > 0) await load.gather({ targets: silent, count: CLIENTS, concurrency: CLIENTS });
  await load.check({ bytes: OFFER_BYTES, stamped: group.competitor.stamps });
  const idle = await usedBy(group, redis);
  await wait(IDLE_MS);
  const before = await usedBy(group, redis);
  const { messages } = await load.pace({
    bytes: OFFER_BYTES,
    perSecond: PER_SECOND,
    warmUpMs: 0,
    ms: MEASURED_MS,
  });
  const after = await usedBy(group, redis);
  await load.close();
  // What instances do without any message is not the cost of one.
  const periods = (after.atMs - before.atMs) / (before.atMs - idle.atMs);
  const each = (of: (use: Use) => number): number =>
    (of(after) - of(before) - (of(before) - of(idle)) * periods) / messages;
  return {
    cpuMicros: each(({ cpuMicros }) => cpuMicros),
    commands: each(({ commands }) => commands),
  };
}

interface Use {
  readonly atMs: number;
  readonly cpuMicros: number;
  readonly commands: number;
}

async function usedBy(group: Group, redis: RunningRedis): Promise<Use> {
  const [{ cpuMicros }, { commands }] = await Promise.all([group.used(), redisUse(redis)]);
  return { atMs: performance.now(), cpuMicros, commands };
}
