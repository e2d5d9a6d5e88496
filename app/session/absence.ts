/** Whether the other side is there, and from when on a player may claim because it is not. */
import type { SessionState } from './state.ts';

export interface Absence {
  /** They left for good, their page said that it goes away, or nothing is heard: perhaps because their page is hidden. */
  readonly why: 'left' | 'closed' | 'hidden' | 'silent';
  /** Both in ms, on the clock of the events. */
  readonly since: number;
  readonly mayClaimAt: number;
}

/** Null while the other side is heard. */
export function absenceOf(state: SessionState): Absence | null {
  const why = whyAway(state);
  if (why === null) return null;
  const { timing, pulse, away, begunAt } = state;
  const wait = {
    left: timing.claimAfterByeMs,
    closed: timing.claimAfterByeMs,
    hidden: timing.claimAfterHiddenMs,
    silent: timing.claimAfterSilenceMs,
  }[why];
  // While this page was away, the other side may have been there and looking for it; a link that opened was theirs too;
  // and nobody is away from a game that has just begun, by the yes to an offer that they had made before.
  const since = Math.max(away.closedAt ?? pulse.heardAt, pulse.awakeAt, pulse.openedAt, begunAt);
  return { why, since, mayClaimAt: since + wait };
}

/** Whether the player may count the game as won or drawn now. */
export function mayClaim(state: SessionState): boolean {
  const absence = absenceOf(state);
  const { match, link, now } = state;
  if (absence === null || match === null || match.verdict !== null || link === 'open') return false;
  return now >= absence.mayClaimAt;
}

/**
 * Whether the other side has been without us for long enough to claim. It waits first, so this side has long heard nothing,
 * if it was awake all the time. Twice the time to lose a link is for what the two may have noticed at different times.
 */
export function mayHaveMissedUs({ pulse, timing }: Pick<SessionState, 'pulse' | 'timing'>): boolean {
  return pulse.gapMs === null || pulse.gapMs >= timing.claimAfterSilenceMs - 2 * timing.lostAfterMs;
}

/** Whether a claim of theirs can be honest. It is made while there is no link, so it was said before this one. */
export function mayHaveClaimed(state: SessionState, seq: number): boolean {
  return seq <= (state.hello.theirs?.standing.sent ?? 0) && mayHaveMissedUs(state);
}

function whyAway({ ended, link, away, pulse, timing, now }: SessionState): Absence['why'] | null {
  if (ended !== null) return ended.reason === 'left' && ended.by === 'them' ? 'left' : null;
  if (away.closedAt !== null) return 'closed';
  if (link === 'open' && now - pulse.heardAt < timing.quietAfterMs) return null;
  return away.hidden ? 'hidden' : 'silent';
}
