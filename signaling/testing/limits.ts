import type { RateLimits } from '../config/index.ts';

/** All clients of a test come from one address, and at once. */
export const UNLIMITED = {
  connectionsPerIp: 1_000_000,
  rateLimits: {
    connectionsPer10s: 1_000_000,
    messagesPer10s: 1_000_000,
    ipMessagesPer10s: 1_000_000,
    roomMessagesPer10s: 1_000_000,
  },
} as const satisfies { readonly connectionsPerIp: number; readonly rateLimits: RateLimits };
