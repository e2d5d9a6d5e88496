/** What it means that nobody looks at the page: after a minute it is away, and after half an hour it may let go of the service. */
import type { Surroundings } from './surroundings.ts';

/** A page that nobody has looked at for this long is "away", ms. */
export const AWAY_AFTER_MS = 60_000;

/**
 * A page that nobody has looked at for this long may rest, ms. Each open WebSocket keeps a whole instance of the service
 * awake where that is paid for by time, and who forgot the page will not take a challenge either.
 */
export const REST_AFTER_MS = 30 * 60_000;

interface AttentionDeps {
  readonly page: Surroundings['page'];
  /** At each turn, before all else. */
  readonly turned: (isHidden: boolean) => void;
  readonly away: (isAway: boolean) => void;
  /** Now, and again each time that it was no good moment. */
  readonly rest: () => void;
  /** Somebody looks at it again. */
  readonly lookedAt: () => void;
}

export function watchAttention({ page, turned, away, rest, lookedAt }: AttentionDeps): void {
  let awayTimer: ReturnType<typeof setTimeout> | undefined;
  let restTimer: ReturnType<typeof setInterval> | undefined;

  function pageTurned(): void {
    const isHidden = page.isHidden();
    clearTimeout(awayTimer);
    clearInterval(restTimer);
    turned(isHidden);
    if (isHidden) {
      awayTimer = setTimeout(() => away(true), AWAY_AFTER_MS);
      restTimer = setInterval(rest, REST_AFTER_MS);
    } else {
      away(false);
      lookedAt();
    }
  }
  page.onVisibilityChange(pageTurned);
  // It may have been opened in the background.
  if (page.isHidden()) pageTurned();
}
