import type { Match } from './match.ts';
import type { SessionState } from './state.ts';
import type { SessionView } from './view.ts';

type Score = SessionView['score'];

export const NO_SCORE: Score = { mine: 0, theirs: 0, drawn: 0 };

/** The score with this game counted in, if it is over. */
export function withMatch(score: Score, { verdict, me }: Match): Score {
  if (verdict === null || verdict.by === 'claims') return score;
  if (verdict.winner === null) return { ...score, drawn: score.drawn + 1 };
  return verdict.winner === me ? { ...score, mine: score.mine + 1 } : { ...score, theirs: score.theirs + 1 };
}

/** Takes the game over into the state; when it is a rematch, the one before is counted, and time begins anew. */
export function tallied(state: SessionState, match: Match): SessionState {
  const before = state.match;
  if (match === before) return state;
  const isNext = before !== null && match.number > before.number;
  if (!isNext) return { ...state, match };
  return { ...state, match, tally: withMatch(state.tally, before), begunAt: state.now };
}
