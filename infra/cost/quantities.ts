/** From players to what Google counts: seconds, requests, bytes. */
import type { Configuration } from './configurations.ts';
import { CONCURRENCY, instancesFor } from './instances.ts';
import { MEASURED } from './load.ts';
import { HOURS_A_MONTH, type PriceName } from './prices.ts';

/** How many people use it, and how. */
export interface Usage {
  /** Players at once, each with one tab, from 0. */
  readonly players: number;
  /** Hours a day in which so many are there, 0 to 24. */
  readonly hours: number;
  /** Share of them in a game, 0 to 1. The client keeps its WebSocket open then, too. */
  readonly playing: number;
  /** Share of games that no direct path is found for, or whose players hide their addresses, 0 to 1. */
  readonly relayed: number;
  /** Further tabs that are in sight day and night, from 0. Others let go after half an hour (app/store/attention.ts). */
  readonly lobbyTabs: number;
  /** How long a visit lasts, minutes, above 0. */
  readonly visitMinutes: number;
}

/** In a month, each in the unit of its price; what is not used is not there. */
export type Quantities = Readonly<Partial<Record<PriceName, number>>>;

export interface Refused {
  readonly code: 'cost/too-many-tabs';
  readonly most: number;
}

const GIB = 2 ** 30;

/** The lobby's list is cut off there: `SNAPSHOT_MAX` of signaling/protocol. */
const LISTED_MEMBERS = 200;

/** The service gathers changes for a quarter of a second: `PRESENCE_TICK_MS` in signaling/server.ts. */
const TICKS_AN_HOUR = 4 * 3_600;

/** The uptime check of infra/modules/monitoring: from three places, every 15 minutes. */
const PROBES = 3 * 4 * HOURS_A_MONTH;

/** Shorter requests are billed as if they took this long, s. */
const SHORTEST_SECONDS = 0.1;

/**
 * The registry keeps five images (infra/modules/registry), which have all but their 46.5 MB of packages, page and
 * service in common: 152.7 MB (infra/container). It stores less, as it compresses them.
 */
const IMAGES_GIB = (152.7 + 5 * 46.5) / 1_073.741824;

const E2_MICRO = { vcpus: 0.25, memoryGiB: 1, diskGiB: 10 } as const;

/** Instances of Cloud Run with one vCPU that have a request for so many hours together. */
export function runtime(instanceHours: number, memoryGiB: number): Quantities {
  const seconds = instanceHours * 3_600;
  return { cpu: seconds, memory: seconds * memoryGiB };
}

export function quantitiesOf(configuration: Configuration, usage: Usage): Quantities | Refused {
  const { minInstances, maxInstances, memoryGiB, socketSeconds, bucket } = configuration;
  const busyHours = (usage.hours / 24) * HOURS_A_MONTH;
  const busyTabs = usage.players + usage.lobbyTabs;
  const busy = busyHours > 0 ? instancesFor(busyTabs, maxInstances) : 0;
  const quiet = instancesFor(usage.lobbyTabs, maxInstances);
  if (busy === null || quiet === null)
    return { code: 'cost/too-many-tabs', most: maxInstances * CONCURRENCY };
  const quietHours = HOURS_A_MONTH - busyHours;
  const instanceHours = busyHours * busy + quietHours * quiet;
  const idleSeconds =
    3_600 * (busyHours * Math.max(0, minInstances - busy) + quietHours * Math.max(0, minInstances - quiet));

  const tabHours = busyHours * usage.players + HOURS_A_MONTH * usage.lobbyTabs;
  const visits = (busyHours * usage.players * 60) / usage.visitMinutes;
  const pageGiB = (visits * MEASURED.visitBytes) / GIB;
  const turnGiB = configuration.turnMachines === 0 ? 0 : turnBytes(usage, busyHours) / GIB;
  return {
    ...runtime(instanceHours + (PROBES * SHORTEST_SECONDS) / 3_600, memoryGiB),
    idleCpu: idleSeconds,
    idleMemory: idleSeconds * memoryGiB,
    requests:
      PROBES +
      visits * MEASURED.visitRequests +
      tabHours * (MEASURED.idleRequestsAnHour + 3_600 / socketSeconds),
    egress: lobbyBytes(usage, tabHours, visits) / GIB + (bucket ? 0 : pageGiB) + turnGiB,
    secrets: configuration.secrets,
    registry: IMAGES_GIB,
    ...redisQuantity(configuration),
    ...turnQuantity(configuration),
    ...(bucket && {
      balancer: HOURS_A_MONTH,
      cached: pageGiB,
      lookups: visits * MEASURED.visitRequests,
    }),
  };
}

/**
 * What tabs hear of each other grows with the square of the players, as each hears of all who come and go; less so when
 * many do in one tick.
 */
function lobbyBytes(usage: Usage, tabHours: number, visits: number): number {
  const tabs = usage.players + usage.lobbyTabs;
  // To come and to go; and to begin a game and to end it, for those who play.
  const changesAnHour = ((usage.players * 60) / usage.visitMinutes) * (2 + 2 * usage.playing);
  const framesAnHour = TICKS_AN_HOUR * (1 - Math.exp(-changesAnHour / TICKS_AN_HOUR));
  const heardAnHour = framesAnHour * MEASURED.frameBytes + changesAnHour * MEASURED.entryBytes;
  const busyHours = (usage.hours / 24) * HOURS_A_MONTH;
  const list = Math.min(tabs, LISTED_MEMBERS) * MEASURED.entryBytes;
  return tabHours * MEASURED.idleBytesAnHour + busyHours * tabs * heardAnHour + visits * list;
}

function turnBytes({ players, playing, relayed }: Usage, busyHours: number): number {
  const games = (players * playing) / 2;
  return busyHours * games * relayed * MEASURED.relayedBytesAnHour;
}

function redisQuantity({ redis }: Configuration): Quantities {
  if (redis === null) return {};
  const gibHours = redis.sizeGiB * HOURS_A_MONTH;
  if (redis.tier === 'basic')
    return redis.sizeGiB < 5 ? { redisBasicM1: gibHours } : { redisBasicM2: gibHours };
  return redis.sizeGiB < 5 ? { redisStandardM1: gibHours } : { redisStandardM2: gibHours };
}

function turnQuantity({ turnMachines: machines }: Configuration): Quantities {
  if (machines === 0) return {};
  return {
    machineCpu: machines * E2_MICRO.vcpus * HOURS_A_MONTH,
    machineMemory: machines * E2_MICRO.memoryGiB * HOURS_A_MONTH,
    disk: machines * E2_MICRO.diskGiB,
    address: machines * HOURS_A_MONTH,
  };
}
