/** What the player on this side does: checked against what this side knows, and put into the message that says it. */
import { type Move, ok, play, printMove, refuse, type Result } from '../game/index.ts';
import { isProvisional } from './claims.ts';
import type { CommandRefusal } from './codes.ts';
import { fallen, mayOfferAgain, stands } from './draw.ts';
import { headAfter, isMyTurn, type Match, rematchOf, settledBy, withClaims, withPly } from './match.ts';
import type { GameMessage } from './messages.ts';
import { AGREED, resigned } from './verdict.ts';

export type Command =
  | { readonly type: 'play'; readonly move: Move }
  | { readonly type: 'resign' }
  /** With an offer of theirs standing, this accepts it. */
  | { readonly type: 'offer-draw' }
  | { readonly type: 'accept-draw' }
  | { readonly type: 'decline-draw' }
  /** With an offer of theirs standing, this accepts it. */
  | { readonly type: 'offer-rematch' }
  | { readonly type: 'accept-rematch' }
  | { readonly type: 'decline-rematch' }
  /** Counts the game as won or drawn, because the other side has been away for long enough (`absence.ts`). */
  | { readonly type: 'claim'; readonly as: 'win' | 'draw' };

interface Done {
  /** After an accepted rematch this is the next game. */
  readonly match: Match;
  readonly say: GameMessage;
}
type Outcome = Result<Done, CommandRefusal>;

export function obey(match: Match, command: Command): Outcome {
  switch (command.type) {
    case 'offer-rematch':
      return match.rematch.theirs === 'asked' ? acceptRematch(match) : offerRematch(match);
    case 'accept-rematch':
      return acceptRematch(match);
    case 'decline-rematch':
      return declineRematch(match);
    default:
      return match.verdict === null ? obeyInGame(match, command) : refuse('command/game-over');
  }
}

type GameCommand = Exclude<Command, { readonly type: `${string}-rematch` }>;

function obeyInGame(match: Match, command: GameCommand): Outcome {
  switch (command.type) {
    case 'play':
      return playMove(match, command.move);
    case 'resign':
      return done(settledBy(match, resigned(match.me, match.moves.length)), {
        t: 'resign',
        game: match.id,
        ply: match.moves.length,
      });
    case 'offer-draw':
      return stands(match.draw.theirs) ? answerDraw(match, true) : offerDraw(match);
    case 'accept-draw':
      return answerDraw(match, true);
    case 'decline-draw':
      return answerDraw(match, false);
    case 'claim':
      return claim(match, command.as);
  }
}

function claim(match: Match, as: 'win' | 'draw'): Outcome {
  const ply = match.moves.length;
  const heard = match.claims.theirs?.ply ?? null;
  return done(withClaims(match, { mine: { ply, as, heard, firm: false } }), {
    t: 'claim',
    game: match.id,
    ply,
    as,
    heard,
  });
}

function playMove(match: Match, move: Move): Outcome {
  if (!isMyTurn(match)) return refuse('command/not-your-turn');
  const after = play(match.position, move);
  if (!after.ok) return after;
  const head = headAfter(match, move);
  const ply = match.moves.length;
  return done(withPly(match, move, after.value, head), {
    t: 'ply',
    game: match.id,
    ply,
    move: printMove(move),
    head,
  });
}

/** Whether the player may offer a draw now. */
export function mayOfferDraw({ verdict, draw, me, moves }: Match): boolean {
  const none = !stands(draw.mine) && !stands(draw.theirs);
  return verdict === null && none && mayOfferAgain(draw.mine, me, moves.length);
}

function offerDraw(match: Match): Outcome {
  if (!mayOfferDraw(match)) return refuse('command/may-not-offer');
  const ply = match.moves.length;
  const offered = { ...match, draw: { ...match.draw, mine: { ply, standing: true } } };
  return done(offered, { t: 'draw-offer', game: match.id, ply });
}

function answerDraw(match: Match, accept: boolean): Outcome {
  const { theirs } = match.draw;
  if (!stands(theirs)) return refuse('command/no-offer');
  const { ply } = theirs;
  if (accept) return done(settledBy(match, AGREED), { t: 'draw-accept', game: match.id, ply });
  const declined = { ...match, draw: { ...match.draw, theirs: fallen(theirs) } };
  return done(declined, { t: 'draw-decline', game: match.id, ply });
}

/** Whether the player may offer a rematch now. */
export function mayOfferRematch(match: Match): boolean {
  const { verdict, rematch } = match;
  // What is provisional has no sequel.
  const over = verdict !== null && !isProvisional(match);
  return over && rematch.mine === 'none' && rematch.theirs !== 'asked';
}

function offerRematch(match: Match): Outcome {
  if (match.verdict === null) return refuse('command/game-not-over');
  if (!mayOfferRematch(match)) return refuse('command/may-not-offer');
  return done(
    { ...match, rematch: { ...match.rematch, mine: 'asked' } },
    { t: 'rematch-offer', game: match.id },
  );
}

function acceptRematch(match: Match): Outcome {
  if (match.rematch.theirs !== 'asked') return refuse('command/no-offer');
  return done(rematchOf(match), { t: 'rematch-accept', game: match.id });
}

function declineRematch(match: Match): Outcome {
  if (match.rematch.theirs !== 'asked') return refuse('command/no-offer');
  return done(
    { ...match, rematch: { ...match.rematch, theirs: 'declined' } },
    { t: 'rematch-decline', game: match.id },
  );
}

function done(match: Match, say: GameMessage): Outcome {
  return ok({ match, say });
}
