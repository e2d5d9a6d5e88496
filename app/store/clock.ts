/** How far the two clocks may drift apart, ms, until it counts as sleep. */
const DRIFT_MS = 1_000;

/**
 * A clock that never goes back and counts the time for which the device was suspended. The browsers' monotonic clock
 * stands still then on some systems (https://github.com/w3c/hr-time/issues/115); the wall clock does not, but may be set.
 *
 * @param monotonic ms
 * @param wall ms
 * @returns ms
 */
export function createClock(monotonic: () => number, wall: () => number): () => number {
  let slept = 0;
  let ahead = wall() - monotonic();
  return () => {
    const mono = monotonic();
    const now = wall() - mono;
    if (now - ahead > DRIFT_MS) slept += now - ahead;
    ahead = now;
    return mono + slept;
  };
}
