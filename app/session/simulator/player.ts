import { legalMoves, turn } from '../../game/index.ts';
import type { Command } from '../commands.ts';
import type { SessionView } from '../view.ts';
import type { Random } from './random.ts';

/** How somebody plays: chances per action, 0 to 1. */
export interface Habits {
  readonly resign: number;
  readonly offerDraw: number;
  readonly acceptDraw: number;
  readonly offerRematch: number;
  readonly acceptRematch: number;
  readonly leave: number;
  /** When the other side has been away for long enough. */
  readonly claim: number;
  /** The same, once a game is over and nobody wants another. */
  readonly leaveAfter: number;
  /** Does anything at all, allowed or not. */
  readonly blunder: number;
  /** Longest time between two actions, ms. Near to the delay of the link, so that messages often cross. */
  readonly thinkMs: number;
}

export const LIVELY: Habits = {
  resign: 0.02,
  offerDraw: 0.06,
  acceptDraw: 0.3,
  offerRematch: 0.4,
  acceptRematch: 0.6,
  leave: 0.002,
  leaveAfter: 0.2,
  claim: 0.3,
  blunder: 0.05,
  thinkMs: 300,
};

/** Plays games to their end. */
export const PATIENT: Habits = {
  ...LIVELY,
  resign: 0.001,
  offerDraw: 0.01,
  acceptDraw: 0.1,
  blunder: 0.01,
  leave: 0,
};

/** Never leaves of their own accord: what is left after all that breaks has to fit. */
export const DEVOTED: Habits = { ...PATIENT, leaveAfter: 0, offerRematch: 0.8, acceptRematch: 0.9 };

export type Action = Command | { readonly type: 'leave' };

/** What a player who sees this does now; null for nothing. */
export function chooseAction(view: SessionView, habits: Habits, random: Random): Action | null {
  const { game } = view;
  if (random.chance(habits.leave)) return { type: 'leave' };
  if (random.chance(habits.blunder)) return blunder(random);
  if (game === null) return null;
  if (game.result !== null) return afterGame(view, habits, random);
  if (view.mayClaim && random.chance(habits.claim)) {
    return { type: 'claim', as: random.chance(0.7) ? 'win' : 'draw' };
  }
  if (random.chance(habits.resign)) return { type: 'resign' };
  if (game.mayOfferDraw && random.chance(habits.offerDraw)) return { type: 'offer-draw' };
  if (game.drawOffer === 'theirs' && random.chance(0.5)) {
    return { type: random.chance(habits.acceptDraw) ? 'accept-draw' : 'decline-draw' };
  }
  if (turn(game.position) !== game.me) return null;
  return { type: 'play', move: random.pick(legalMoves(game.position)) };
}

function afterGame({ game }: SessionView, habits: Habits, random: Random): Action | null {
  if (game?.rematch === 'theirs') {
    return { type: random.chance(habits.acceptRematch) ? 'accept-rematch' : 'decline-rematch' };
  }
  if (game?.mayOfferRematch === true && random.chance(habits.offerRematch)) return { type: 'offer-rematch' };
  return random.chance(habits.leaveAfter) ? { type: 'leave' } : null;
}

const COMMANDS = [
  'resign',
  'offer-draw',
  'accept-draw',
  'decline-draw',
  'offer-rematch',
  'accept-rematch',
  'decline-rematch',
] as const;

function blunder(random: Random): Action {
  // Mostly moves, legal or not, -1 and 81 among them: a resignation now and then is enough.
  if (random.chance(0.9)) return { type: 'play', move: random.below(83) - 1 };
  if (random.chance(0.5)) return { type: 'claim', as: 'win' };
  return { type: random.pick(COMMANDS) };
}
