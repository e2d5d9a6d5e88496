/** Whether the other side is there, and from when on a player may claim because it is not. */
import type { SessionState, SessionTiming } from './state.ts';
import type { SessionEnd } from './view.ts';

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
 * How long this side has heard nothing, at the least, if the other has waited until it might claim. After silence, twice the
 * time to lose a link is for what the two may have noticed at different times.
 */
export function missedAfterMs(timing: SessionTiming, saidGoodbye: boolean): number {
  return saidGoodbye
    ? timing.claimAfterByeMs - timing.asleepAfterMs
    : timing.claimAfterSilenceMs - 2 * timing.lostAfterMs;
}

/**
 * What the next page is told (`SessionResumption.silentMs`) when this one says goodbye. Null while it has not caught up: there
 * may be a claim that it has not heard.
 */
export function silentMsOf({ catching, pulse }: SessionState, at: number): number | null {
  return catching === null ? Math.max(0, at - pulse.heardAt) : null;
}

/** Whether the other side has been without us for long enough to claim. */
export function mayHaveMissedUs({ pulse }: Pick<SessionState, 'pulse'>): boolean {
  return pulse.gapMs === null || pulse.gapMs >= pulse.missedAfterMs;
}

/** Whether a claim of theirs can be honest. It is made while there is no link, so it was said before this one. */
export function mayHaveClaimed(state: SessionState, seq: number): boolean {
  return seq <= (state.hello.theirs?.standing.sent ?? 0) && mayHaveMissedUs(state);
}

/** They left, or did what no honest program does: that must not cost less than leaving. */
function isTheirDoing(ended: SessionEnd): boolean {
  if (ended.reason === 'left') return ended.by === 'them';
  return ended.reason === 'refused' && ended.code !== 'session/version';
}

function whyAway({ ended, link, away, pulse, timing, now }: SessionState): Absence['why'] | null {
  if (ended !== null) return isTheirDoing(ended) ? 'left' : null;
  if (away.closedAt !== null) return 'closed';
  if (link === 'open' && now - pulse.heardAt < timing.quietAfterMs) return null;
  return away.hidden ? 'hidden' : 'silent';
}
