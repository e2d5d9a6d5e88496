import type { Load } from '../load.ts';
import type { Measure } from '../report.ts';

/** Stopping it twice is no harm. */
export interface Stoppable {
  stop(): Promise<void>;
}

export interface Session {
  readonly load: Load;
  /** Rounds that count; each row has its own unless told. */
  readonly rounds: number | null;
  /** Sees to it that something is stopped, whatever happens. */
  keep<Started extends Stoppable>(started: Started): Started;
}

/** One or several lines of the table. */
export interface Row {
  readonly name: string;
  readonly about: string;
  measure(session: Session): Promise<readonly Measure[]>;
}
