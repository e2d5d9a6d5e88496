/**
 * How a game ended, as facts that may cross on their way.
 *
 * Each side learns the same facts (a line, resignations, an agreed draw), but not in the same order. The result is
 * their join in a total order, so it depends neither on the order nor on repetition:
 *
 *     no verdict < claims < agreed draw < resignation < full board, line
 *
 * What was played beats what was said, and whatever the absent side did in time beats a claim (`claims.ts`). Of two crossing resignations the one at the lower ply stands; on the same
 * ply, that of the side to move, which resigned on its own time.
 */
import { opponent, type Outcome, type Player } from '../game/index.ts';
import type { GameResult } from './view.ts';

export type Verdict =
  | { readonly by: 'line'; readonly winner: Player }
  | { readonly by: 'full'; readonly winner: null }
  /** `ply`: how many plies the one who resigned had in the log, 0..80 */
  | { readonly by: 'resignation'; readonly winner: Player; readonly ply: number }
  | { readonly by: 'agreement'; readonly winner: null }
  /** somebody claimed, because the other was away */
  | { readonly by: 'claim'; readonly winner: Player | null }
  /** both claimed, and neither had heard of the other's claim: no result */
  | { readonly by: 'claims'; readonly winner: null };

/** What is left of a verdict without claims, which depend on what else comes. */
export type Settled = Exclude<Verdict, { readonly by: 'claim' | 'claims' }>;

/** Whose move a ply is: X has the even ones. */
export function moverOf(ply: number): Player {
  return ply % 2 === 0 ? 'X' : 'O';
}

export const AGREED: Settled = { by: 'agreement', winner: null };

export function resigned(player: Player, ply: number): Settled {
  return { by: 'resignation', winner: opponent(player), ply };
}

export function played(outcome: Outcome): Settled {
  return outcome.winner === null ? { by: 'full', winner: null } : { by: 'line', winner: outcome.winner };
}

/** Ended by the rules: nothing that is still under way can change it. */
export function isFinal(verdict: Verdict | null): boolean {
  return verdict !== null && (verdict.by === 'line' || verdict.by === 'full');
}

/** Associative, commutative, idempotent. */
export function join(first: Settled | null, second: Settled | null): Settled | null {
  if (first === null || second === null) return first ?? second;
  return rank(first) >= rank(second) ? first : second;
}

export function resultOf(verdict: Verdict | null): GameResult | null {
  if (verdict?.by === 'resignation') return { by: 'resignation', winner: verdict.winner };
  return verdict;
}

/** Different verdicts have different ranks. Two lines, or a line and a full board, never meet in one game. */
function rank(verdict: Settled): number {
  switch (verdict.by) {
    case 'agreement':
      return 0;
    case 'resignation':
      return 1000 - 2 * verdict.ply + (verdict.winner === moverOf(verdict.ply) ? 0 : 1);
    case 'full':
      return 2000;
    case 'line':
      return verdict.winner === 'X' ? 2001 : 2002;
  }
}
