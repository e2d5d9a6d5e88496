import type { Random } from './random.ts';

/** What goes wrong beside the frames on a link: how often, and for how long. All times in ms. */
export interface Faults {
  /** Longest time between two faults; 0 for none at all. */
  readonly everyMs: number;
  /** Longest time for which a page is gone or asleep, or there is no link. */
  readonly lastingMs: number;
  /** Share of reloads that come back with an older record than the last one stored; 0 to 1. */
  readonly forget: number;
}

export const NO_FAULTS: Faults = { everyMs: 0, lastingMs: 0, forget: 0 };
/** Every few plies something breaks, now and then for long enough to claim. */
export const ROUGH: Faults = { everyMs: 8_000, lastingMs: 4_000, forget: 0 };
/** Long absences on both sides, of which claims are made. */
export const ABSENT: Faults = { everyMs: 12_000, lastingMs: 40_000, forget: 0 };
export const FORGETFUL: Faults = { ...ROUGH, forget: 0.3 };

export const FAULT_KINDS = [
  /** the link is gone; each side hears of it, or not */
  'cut',
  /** the page says that it goes, and comes back */
  'reload',
  /** the page dies in the middle of what it does, and comes back */
  'crash',
  /** the page hears nothing for a while, and then everything at once */
  'sleep',
  /** the clock of the page jumps ahead */
  'clock',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Long or short, evenly on a logarithmic scale: most are short. */
export function lasting({ lastingMs }: Faults, random: Random): number {
  return Math.round(Math.max(1, lastingMs) ** random.next());
}
