/** The settings that scenarios need, for both servers. */
export const SHORT_TIMES = {
  /** long enough for a late arrival to be in time, ms */
  expireTimeoutMs: 800,
  sweepMs: 20,
} as const;

export const VARIANTS = {
  usual: { allowDiscovery: true, concurrentLimit: 100, aliveTimeoutMs: 60_000 },
  secretive: { allowDiscovery: false, concurrentLimit: 100, aliveTimeoutMs: 60_000 },
  small: { allowDiscovery: true, concurrentLimit: 2, aliveTimeoutMs: 60_000 },
  impatient: { allowDiscovery: true, concurrentLimit: 100, aliveTimeoutMs: 300 },
} as const;
export type VariantName = keyof typeof VARIANTS;
export const VARIANT_NAMES = ['usual', 'secretive', 'small', 'impatient'] as const satisfies VariantName[];
