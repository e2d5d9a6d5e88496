/** Times, in ms, that tests, and whoever tries something out, may shorten: stored by hand under `uttt:timing`. */
import * as v from 'valibot';
import { DEFAULT_TIMING, type SessionTiming } from '../session/index.ts';
import { type KeyValue, read } from './storage.ts';

const Ms = v.pipe(v.number(), v.safeInteger(), v.minValue(50), v.maxValue(86_400_000));

/** The names are those of `SessionTiming`. */
const Timing = v.object({
  quietAfterMs: v.fallback(Ms, DEFAULT_TIMING.quietAfterMs),
  lostAfterMs: v.fallback(Ms, DEFAULT_TIMING.lostAfterMs),
  claimAfterByeMs: v.fallback(Ms, DEFAULT_TIMING.claimAfterByeMs),
  claimAfterSilenceMs: v.fallback(Ms, DEFAULT_TIMING.claimAfterSilenceMs),
  claimAfterHiddenMs: v.fallback(Ms, DEFAULT_TIMING.claimAfterHiddenMs),
});

/** Defaults for whatever is not there, or is out of its range. */
export function readTiming(storage: KeyValue): Partial<SessionTiming> {
  return read(storage, 'timing', Timing) ?? {};
}
