/** What a simulation is given, and what it tells. */
import type { Faults } from './faults.ts';
import type { LinkTraits } from './link.ts';
import type { StepFunction } from './page.ts';
import type { Habits } from './player.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly link?: LinkTraits;
  readonly habits?: Partial<Habits>;
  readonly faults?: Faults;
  /** To show that the simulator notices: the state machine of side `a`, broken on purpose. */
  readonly sabotage?: StepFunction;
  /** To show the same of the link: what becomes of each frame. */
  readonly tamper?: (text: string) => string;
}

export interface SimulationReport {
  /** Games that came to a result on either side. */
  readonly games: number;
  readonly plies: number;
  readonly events: number;
  readonly frames: number;
  /** Links after the first. */
  readonly relinks: number;
  readonly faults: readonly string[];
  readonly results: readonly string[];
  readonly ends: readonly string[];
}

/** The simulation stopped at something that must not be. The seed replays it. */
export class SimulationFailure extends Error {
  constructor(seed: number, what: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`seed ${seed}, ${what}: ${why}`, { cause });
  }
}
