/**
 * What Google asks, USD without tax, list prices for paying as you go. Change a price here, with its date, and run
 * `npm run cost -- --write`.
 */

/** Hours in a month, by which Google quotes monthly prices: 365 / 12 days. */
export const HOURS_A_MONTH = 730;

export interface Price {
  /** On the bill. */
  readonly what: string;
  readonly usd: number;
  /** What one costs so much. */
  readonly unit: string;
  /** Units that each billing account gets for nothing in a month, however many projects it pays for. */
  readonly free: number;
  readonly where: string;
  /** Google's page that has it. */
  readonly page: string;
  /** The day of that price. */
  readonly date: string;
}

const BELGIUM = 'europe-west1';
const IOWA = 'us-central1';
const EVERYWHERE = 'everywhere';
const TIER_1 = 'regions of tier 1, as europe-west1';

const RUN = { page: 'Cloud Run pricing, request-based billing', date: '2026-09-05' } as const;
const REDIS = { page: 'Memorystore for Redis pricing', date: '2026-06-02', free: 0 } as const;
const MACHINES = { page: 'VM instance pricing, E2 shared-core', date: '2026-09-17', free: 0 } as const;
const NETWORK = { page: 'Network pricing', date: '2026-09-20', free: 0 } as const;

export const PRICES = {
  cpu: { what: 'Cloud Run, CPU', ...RUN, usd: 0.000024, unit: 'vCPU-second', free: 180_000, where: TIER_1 },
  memory: {
    what: 'Cloud Run, memory',
    ...RUN,
    usd: 0.0000025,
    unit: 'GiB-second',
    free: 360_000,
    where: TIER_1,
  },
  requests: {
    what: 'Cloud Run, requests',
    ...RUN,
    usd: 0.0000004,
    unit: 'request',
    free: 2_000_000,
    where: EVERYWHERE,
  },

  // An instance that `min_instances` keeps, while it has no request. Whether the free tier covers it too is not said.
  idleCpu: {
    ...RUN,
    what: 'Cloud Run, CPU of idle instances',
    usd: 0.0000025,
    unit: 'vCPU-second',
    free: 0,
    where: TIER_1,
  },
  idleMemory: {
    ...RUN,
    what: 'Cloud Run, memory of idle instances',
    usd: 0.0000025,
    unit: 'GiB-second',
    free: 0,
    where: TIER_1,
  },

  // Memorystore's price of a GiB depends on the tier, and on the size: M1 is 1 to 4 GiB, M2 is 5 to 10.
  redisBasicM1: { what: 'Redis, basic, 1 to 4 GiB', ...REDIS, usd: 0.051, unit: 'GiB-hour', where: BELGIUM },
  redisBasicM2: { what: 'Redis, basic, 5 to 10 GiB', ...REDIS, usd: 0.032, unit: 'GiB-hour', where: BELGIUM },
  redisStandardM1: {
    what: 'Redis, highly available, 1 to 4 GiB',
    ...REDIS,
    usd: 0.086,
    unit: 'GiB-hour',
    where: BELGIUM,
  },
  redisStandardM2: {
    what: 'Redis, highly available, 5 to 10 GiB',
    ...REDIS,
    usd: 0.061,
    unit: 'GiB-hour',
    where: BELGIUM,
  },

  // A machine is its vCPUs and its memory: an e2-micro is a quarter of a vCPU and 1 GiB.
  machineCpu: { what: 'TURN machine, CPU', ...MACHINES, usd: 0.02399337, unit: 'vCPU-hour', where: BELGIUM },
  machineMemory: {
    what: 'TURN machine, memory',
    ...MACHINES,
    usd: 0.00321609,
    unit: 'GiB-hour',
    where: BELGIUM,
  },
  disk: {
    what: 'TURN machine, disk',
    usd: 0.04,
    unit: 'GiB-month',
    free: 0,
    where: BELGIUM,
    page: 'Disk pricing, standard persistent disk',
    date: '2026-09-17',
  },
  address: {
    what: 'TURN machine, address',
    ...NETWORK,
    usd: 0.005,
    unit: 'hour',
    where: EVERYWHERE,
    date: '2026-10-16',
  },

  // To Europe and North America, the first TiB; more costs less, farther costs more. The free GiB is for North America.
  egress: {
    what: 'Traffic to the internet',
    ...NETWORK,
    usd: 0.12,
    unit: 'GiB',
    where: 'premium tier, from europe-west1',
  },
  // One price for the first five rules of a project.
  balancer: {
    what: 'Load balancer, up to 5 rules',
    ...NETWORK,
    usd: 0.025,
    unit: 'hour',
    where: EVERYWHERE,
    page: 'Cloud Load Balancing pricing',
  },
  cached: {
    what: 'Traffic from Cloud CDN',
    ...NETWORK,
    usd: 0.08,
    unit: 'GiB',
    where: 'to Europe',
    page: 'Cloud CDN pricing',
  },
  lookups: {
    what: 'Requests to Cloud CDN',
    ...NETWORK,
    usd: 0.00000075,
    unit: 'request',
    where: EVERYWHERE,
    page: 'Cloud CDN pricing',
  },

  secrets: {
    what: 'Secrets',
    usd: 0.06,
    unit: 'version-month',
    free: 6,
    where: EVERYWHERE,
    page: 'Secret Manager pricing',
    date: '2026-09-17',
  },
  registry: {
    what: 'Images in Artifact Registry',
    usd: 0.1,
    unit: 'GiB-month',
    free: 0.5,
    where: EVERYWHERE,
    page: 'Artifact Registry pricing',
    date: '2026-09-17',
  },
} as const satisfies Readonly<Record<string, Price>>;

export type PriceName = keyof typeof PRICES;

function isPriceName(name: string): name is PriceName {
  return name in PRICES;
}

/** In the order of a bill. */
export const PRICE_NAMES = Object.keys(PRICES).filter(isPriceName);

/** Where the published examples of `examples.test.ts` were worked out: nothing else is counted with these. */
export const PRICES_OF_EXAMPLES = {
  redisStandardM2: {
    ...REDIS,
    what: 'Redis, highly available, 5 to 10 GiB',
    usd: 0.054,
    unit: 'GiB-hour',
    where: IOWA,
  },
  machineCpu: { ...MACHINES, what: 'Connector, CPU', usd: 0.02181159, unit: 'vCPU-hour', where: IOWA },
  machineMemory: { ...MACHINES, what: 'Connector, memory', usd: 0.00292353, unit: 'GiB-hour', where: IOWA },
} as const satisfies Readonly<Record<string, Price>>;
