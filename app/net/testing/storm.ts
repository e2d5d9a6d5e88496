/** Faults at random moments, and whether two lines come through them. */
import fc from 'fast-check';
import { vi } from 'vitest';
import { IDS } from './player.ts';
import { type Fault, World } from './world.ts';

/** Faults happen for this long, ms. */
const STORM_MS = 60_000;

/**
 * From the last fault until all is well, ms: a silence is noticed after 17 s, a dial of the storm may take 10 s to fail and
 * the wait after it 15 s, a good one opens within 4 s, and a link that was not chosen is closed after 10 s.
 */
const HEAL_MS = 56_000;

export const who = fc.constantFrom(...IDS);
const ms = fc.integer({ min: 1, max: 20_000 });
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ what: fc.constant('fail' as const) }),
  fc.record({ what: fc.constant('stall' as const) }),
  fc.record({ what: fc.constant('pause' as const), ms }),
  fc.record({ what: fc.constant('offline' as const), who, ms }),
  fc.record({ what: fc.constant('reload' as const), who, ms, told: fc.boolean() }),
  fc.record({ what: fc.constant('hang-up' as const), who }),
  fc.record({ what: fc.constant('awake' as const), who }),
  fc.record({ what: fc.constant('bye' as const), who, ms }),
  fc.record({ what: fc.constant('deaf' as const), who }),
);
const storm = fc.array(fc.record({ at: fc.integer({ min: 0, max: STORM_MS }), fault }), { maxLength: 12 });

/** Needs fake timers. What is wrong after which storm, the smallest that can be found, or undefined. */
export function weather(storms: number): string | undefined {
  const details = fc.check(
    fc.property(fc.integer(), fc.boolean(), storm, (seed, firstMeeting, faults) => {
      const world = new World(seed, { firstMeeting, isCalm: false });
      for (const { at, fault: each } of faults) setTimeout(() => world.happen(each), at);
      vi.advanceTimersByTime(STORM_MS);
      world.calm();
      vi.advanceTimersByTime(HEAL_MS);
      world.probe();
      vi.advanceTimersByTime(1_000);
      vi.clearAllTimers();
      const wrong = [...world.faults(), ...world.violations];
      if (wrong.length > 0) throw new Error(wrong.join('; '));
    }),
    { numRuns: storms, includeErrorInReport: true },
  );
  return fc.defaultReportMessage(details);
}
