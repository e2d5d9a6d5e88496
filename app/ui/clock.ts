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

/** A flag that falls by itself `forMs` after it was raised. */
export function useBriefly(forMs: number): readonly [raised: boolean, raise: () => void] {
  const [raisedAt, setRaisedAt] = useState<number | null>(null);
  useEffect(() => {
    if (raisedAt === null) return undefined;
    const timer = setTimeout(() => setRaisedAt(null), forMs);
    return () => clearTimeout(timer);
  }, [raisedAt, forMs]);
  return [raisedAt !== null, () => setRaisedAt(Date.now())];
}
