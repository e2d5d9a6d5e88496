/**
 * Claims: the other side was away for too long, and this one counts the game as won, or as drawn.
 *
 * A claim is tied to the length of the claimer's log, like a resignation, and is one of the facts that cross on their way:
 *
 * - A ply of the other side at that length was made in time, and beats it: the claim has lapsed.
 * - Two claims, neither made in the knowledge of the other (`heard`), are no result: each side was there, and only
 *   the link was not. If both called it a draw, it is one.
 * - Everything else that ends a game beats a claim.
 *
 * So whoever claims knows the result only once it has heard the other side: until then the claim is provisional.
 */
import { opponent, type Player } from '../game/index.ts';
import type { Match } from './match.ts';
import type { Saying } from './messages.ts';
import type { Verdict } from './verdict.ts';

export interface Claim {
  /** Length of the claimer's log, 0..80. */
  readonly ply: number;
  readonly as: 'win' | 'draw';
  /** `ply` of the other side's last claim that the claimer had handled. */
  readonly heard: number | null;
  /** The other side has said since that it made no ply in time: one that comes now is too late. */
  readonly firm: boolean;
}

/** The last claim of each side; an own ply after it withdraws it. */
export interface Claims {
  readonly mine: Claim | null;
  readonly theirs: Claim | null;
}

export const NO_CLAIMS: Claims = { mine: null, theirs: null };

export function claimOf({ ply, as, heard }: Saying<'claim'>): Claim {
  return { ply, as, heard, firm: false };
}

/** What the claims make of a game with a log of this length that nothing else has ended. */
export function claimed(me: Player, { mine, theirs }: Claims, length: number): Verdict | null {
  if (mine !== null && theirs !== null && mine.heard !== theirs.ply && theirs.heard !== mine.ply) {
    const agree = mine.as === 'draw' && theirs.as === 'draw';
    return { by: agree ? 'claim' : 'claims', winner: null };
  }
  if (stands(mine, length)) return { by: 'claim', winner: mine.as === 'win' ? me : null };
  if (stands(theirs, length)) return { by: 'claim', winner: theirs.as === 'win' ? opponent(me) : null };
  return null;
}

/** A claim that no ply has beaten. */
export function stands(claim: Claim | null, length: number): claim is Claim {
  return claim !== null && claim.ply >= length;
}

/** Whether the claimer, which is this side, has yet to hear the other. */
export function isProvisional({ claims, moves, verdict }: Match): boolean {
  return verdict?.by === 'claim' && stands(claims.mine, moves.length) && !claims.mine.firm;
}

/** A side plays on: it no longer claims. */
export function withdrawnBy(claims: Claims, side: keyof Claims): Claims {
  return claims[side] === null ? claims : { ...claims, [side]: null };
}
