/**
 * What the peer says about the game: checked, then applied.
 *
 * Nothing that an honest peer says is ever refused here, however the two sides' messages crossed; whatever is
 * refused changes nothing. In particular the log is the same on both sides in the end: a ply can be made only
 * by the side whose turn it is, so two logs differ by one ply at most, and a side for which the game has ended
 * still takes the ply that was under way.
 *
 * That ply may have been made before its sender could know of the end, or after: it cannot be proven. It does not
 * matter. It is one ply at most, because the turn is then ours, and it changes the result only if it ends the game by
 * the rules, in a position in which its sender had the move anyway. Against a claim it is worth more, so a side
 * that was away says how long its log is before it hears of one (`firm` in `claims.ts`).
 */
import { ok, opponent, parseMove, play, refuse, type Result } from '../game/index.ts';
import type { MoveRefusal } from '../game/index.ts';
import { claimOf, stands as claimStands } from './claims.ts';
import type { News, PeerRefusal } from './codes.ts';
import { crossed, fallen, mayOfferAgain, stands } from './draw.ts';
import { headAfter, isMyTurn, type Match, rematchOf, settledBy, withClaims, withPly } from './match.ts';
import type { GameMessage, Saying } from './messages.ts';
import { AGREED, isFinal, moverOf, resigned } from './verdict.ts';

interface Heard {
  /** After an accepted rematch this is the next game. */
  readonly match: Match;
  readonly news: News | null;
}

export interface HearRefusal {
  readonly code: PeerRefusal;
  /** Why the rules refuse the move of `ply/illegal-move`. */
  readonly rule?: MoveRefusal;
}
type Outcome = Result<Heard, HearRefusal>;

export function hear(match: Match, message: GameMessage): Outcome {
  if (message.game !== match.id) return no('game/wrong-game');
  switch (message.t) {
    case 'ply':
      return hearPly(match, message);
    case 'resign':
      return hearResignation(match, message.ply);
    case 'draw-offer':
      return hearDrawOffer(match, message.ply);
    case 'draw-accept':
      return hearDrawAnswer(match, message.ply, true);
    case 'draw-decline':
      return hearDrawAnswer(match, message.ply, false);
    case 'rematch-offer':
      return hearRematchOffer(match);
    case 'rematch-accept':
      return hearRematchAnswer(match, true);
    case 'rematch-decline':
      return hearRematchAnswer(match, false);
    case 'claim':
      return hearClaim(match, message);
  }
}

function hearPly(match: Match, { ply, move: text, head }: Saying<'ply'>): Outcome {
  const { length } = match.moves;
  const move = parseMove(text);
  if (!move.ok) return no('frame/malformed');
  if (moverOf(ply) === match.me) return no('ply/out-of-turn');
  if (ply < length && match.moves[ply] === move.value) return yes(match);
  if (ply !== length) return no('ply/wrong-ply');
  if (match.theyStopped || isFinal(match.settled)) return no('game/over');
  const { mine, theirs } = match.claims;
  if (claimStands(theirs, ply)) return no('game/over');
  if (claimStands(mine, ply) && mine.firm) return no('claim/stands');

  const after = play(match.position, move.value);
  if (!after.ok) return refuse({ code: 'ply/illegal-move', rule: after.error });
  if (head !== headAfter(match, move.value)) return no('ply/head-mismatch');
  const next = withPly(match, move.value, after.value, head);
  if (claimStands(mine, ply) && match.settled === null) return yes(next, 'claim/beaten');
  const lapsed = stands(match.draw.mine) && match.verdict === null;
  return yes(next, lapsed ? 'draw/lapsed' : null);
}

function hearClaim(match: Match, claim: Saying<'claim'>): Outcome {
  const refusal = refusalAt(match, claim.ply);
  if (refusal !== null) return no(refusal);
  return yes(withClaims(match, { theirs: claimOf(claim) }));
}

function hearResignation(match: Match, ply: number): Outcome {
  const refusal = refusalAt(match, ply);
  if (refusal !== null) return no(refusal);
  return yes(settledBy({ ...match, theyStopped: true }, resigned(opponent(match.me), ply)));
}

function hearDrawOffer(match: Match, ply: number): Outcome {
  const refusal = refusalAt(match, ply);
  if (refusal !== null) return no(refusal);
  if (!mayOfferAgain(match.draw.theirs, opponent(match.me), ply)) return no('draw/too-soon');
  // Tied to a shorter log than ours: we have played since, and they will see that it has lapsed.
  const theirs = { ply, standing: ply === match.moves.length };
  const offered = { ...match, draw: { ...match.draw, theirs } };
  return yes(crossed(offered.draw) ? settledBy(offered, AGREED) : offered);
}

function hearDrawAnswer(match: Match, ply: number, accept: boolean): Outcome {
  const { mine } = match.draw;
  if (match.theyStopped) return no('game/over');
  if (!stands(mine) || mine.ply !== ply) return no('draw/no-offer');
  if (accept) return yes(settledBy({ ...match, theyStopped: true }, AGREED));
  const declined = { ...match, draw: { ...match.draw, mine: fallen(mine) } };
  return yes(declined, match.verdict === null ? 'draw/declined' : null);
}

function hearRematchOffer(match: Match): Outcome {
  if (match.verdict === null) return no('rematch/not-over');
  if (match.rematch.theirs !== 'none') return no('rematch/too-soon');
  if (match.rematch.mine === 'asked') return yes(rematchOf(match));
  return yes({ ...match, theyStopped: true, rematch: { ...match.rematch, theirs: 'asked' } });
}

function hearRematchAnswer(match: Match, accept: boolean): Outcome {
  if (match.rematch.mine !== 'asked') return no('rematch/no-offer');
  if (accept) return yes(rematchOf(match));
  const rematch = { ...match.rematch, mine: 'declined' } as const;
  return yes({ ...match, theyStopped: true, rematch }, 'rematch/declined');
}

/**
 * Why a peer whose log is honest cannot resign or offer a draw at this length now; null when it can. Its log is as
 * long as ours, or lacks our last ply, which was under way. With our log whole, it knows if that ended the game.
 */
function refusalAt(match: Match, ply: number): PeerRefusal | null {
  if (match.theyStopped) return 'game/over';
  const { length } = match.moves;
  if (ply === length) return isFinal(match.settled) ? 'game/over' : null;
  const lacksOurLast = ply === length - 1 && !isMyTurn(match);
  return lacksOurLast ? null : 'game/wrong-ply';
}

function yes(match: Match, news: News | null = null): Outcome {
  return ok({ match, news });
}

function no(code: PeerRefusal): Outcome {
  return refuse({ code });
}
