import { useEffect, useState } from 'react';

/** The time, epoch ms, kept fresh every `everyMs` while `running`. */
export function useNow(running: boolean, everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return undefined;
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [running, everyMs]);
  return now;
}

/** Whole seconds until a moment, never below 0; both in epoch ms. */
export function secondsUntil(moment: number, now: number): number {
  return Math.max(0, Math.ceil((moment - now) / 1000));
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
