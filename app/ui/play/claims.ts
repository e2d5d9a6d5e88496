/** Claims in words: when they may be made, and what has become of one. */
import type { GameView, SessionView } from '../../session/index.ts';
import { type Words, words } from '../words/index.ts';

/** @param seconds until one may claim, as the clock of this page has it; the session has the last word */
export function claimSentence({ mayClaim }: Pick<SessionView, 'mayClaim'>, seconds: number | null): string {
  return mayClaim ? words.absence.mayClaim : words.absence.mayClaimIn(Math.max(1, seconds ?? 1));
}

export interface ClaimStory {
  readonly title: string;
  readonly text: string;
}

/** What a claim has made of the game; null when the status says it all. */
export function claimStoryOf({ result, provisional, me }: GameView, peer: string): ClaimStory | null {
  if (result?.by === 'claims') return { title: words.claim.each, text: words.claim.eachMore };
  if (result?.by !== 'claim') return null;
  if (provisional) {
    const title = words.claim.mine[result.winner === null ? 'draw' : 'win'];
    return { title, text: words.claim.provisional(peer) };
  }
  if (result.winner === null || result.winner === me) return null;
  return { title: words.claim.theirs(peer), text: words.claim.theirsMore };
}

/** After two claims against each other the next game is the old one, from where it stood. */
export function rematchWords({ result }: GameView): Words['rematch'] {
  return result?.by === 'claims' ? words.goOn : words.rematch;
}
