import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';

const SECOND_MS = 1000;

/** Whole seconds until a moment, never below 0; both in epoch ms. */
export function secondsUntil(moment: number, now: number): number {
  return Math.max(0, Math.ceil((moment - now) / SECOND_MS));
}

/**
 * Calls back whenever `secondsUntil` the moment (epoch ms) has changed, for the last time when it is 0. Each wait is
 * measured anew, so that a late timer makes no later one late.
 */
export function followSeconds(moment: number, changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    const left = moment - Date.now();
    if (left <= 0) return;
    timer = setTimeout(
      () => {
        changed();
        wait();
      },
      left % SECOND_MS || SECOND_MS,
    );
  };
  wait();
  return () => clearTimeout(timer);
}

/** Seconds until a moment (epoch ms), kept fresh; `null` for none. */
export function useCountdown(moment: number | null): number | null {
  const follow = useCallback(
    (changed: () => void) => (moment === null ? () => undefined : followSeconds(moment, changed)),
    [moment],
  );
  const seconds = () => (moment === null ? null : secondsUntil(moment, Date.now()));
  return useSyncExternalStore(follow, seconds, seconds);
}

/** Whether something has been so for a while, ms. With `atOnce`, what is so from the start counts without a wait. */
export function useLasting(isSo: boolean, forMs: number, atOnce = true): boolean {
  const [lasting, setLasting] = useState(isSo && atOnce);
  useEffect(() => {
    if (!isSo) return undefined;
    const timer = setTimeout(() => setLasting(true), forMs);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [isSo, forMs]);
  return isSo && lasting;
}

/** Something that is `null` again `forMs` after it was last shown. */
export function useBriefly<T>(forMs: number): readonly [shown: T | null, show: (value: T) => void] {
  // In an object of its own, so that the same value shown again starts a new time.
  const [shown, setShown] = useState<{ readonly value: T } | null>(null);
  useEffect(() => {
    if (shown === null) return undefined;
    const timer = setTimeout(() => setShown(null), forMs);
    return () => clearTimeout(timer);
  }, [shown, forMs]);
  return [shown === null ? null : shown.value, (value) => setShown({ value })];
}
