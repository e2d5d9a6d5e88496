/** What the examples of infra/examples/ switch on, as far as it costs something. */

export interface Configuration {
  readonly about: string;
  /** Of Cloud Run. Each instance has a whole vCPU, which more than one request at a time needs. */
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly memoryGiB: number;
  /** GiB of Memorystore, or none. */
  readonly redis: { readonly tier: 'basic' | 'standard'; readonly sizeGiB: number } | null;
  /** Machines with coturn, each an e2-micro with an address of its own. */
  readonly turnMachines: number;
  /** Whether the page comes from a bucket behind a load balancer with Cloud CDN, instead of from the service. */
  readonly bucket: boolean;
  /** A WebSocket is told to come back at this age, s: `MAX_CONNECTION_SECONDS`. */
  readonly socketSeconds: number;
  /** In Secret Manager, each in one version. */
  readonly secrets: number;
}

const FREE: Configuration = {
  about: 'one instance, everything in its memory',
  minInstances: 0,
  maxInstances: 1,
  memoryGiB: 0.5,
  redis: null,
  turnMachines: 0,
  bucket: false,
  socketSeconds: 900,
  secrets: 2,
};

export const CONFIGURATIONS = {
  free: FREE,
  scaled: {
    ...FREE,
    about: '1 to 4 instances with 1 GiB each, over Redis',
    minInstances: 1,
    maxInstances: 4,
    memoryGiB: 1,
    redis: { tier: 'basic', sizeGiB: 1 },
    socketSeconds: 3_300,
    secrets: 3,
  },
  'with-turn': { ...FREE, about: 'one instance and a TURN server', turnMachines: 1, secrets: 3 },
  'static-site': { ...FREE, about: 'one instance, the page from a bucket with CDN', bucket: true },
} as const satisfies Readonly<Record<string, Configuration>>;

export type ConfigurationName = keyof typeof CONFIGURATIONS;

function isConfigurationName(name: string): name is ConfigurationName {
  return name in CONFIGURATIONS;
}

export const CONFIGURATION_NAMES = Object.keys(CONFIGURATIONS).filter(isConfigurationName);
