/** What happened in the game that the player should read, in words. */
import type { MatchNotice } from '../../store/match.ts';
import { words } from '../words/index.ts';

/** What the place beside the board says anyway. */
const SAID_ELSEWHERE = 'rematch/declined';

/** What happens between two honest players. */
const ORDINARY: ReadonlySet<string> = new Set(['draw/declined', 'draw/lapsed', 'claim/beaten']);

export interface ShownNotice {
  readonly key: number;
  readonly tone: 'info' | 'bad';
  readonly sentence: string;
}

export function shownNotices(notices: readonly MatchNotice[]): readonly ShownNotice[] {
  return notices
    .filter(({ code }) => code !== SAID_ELSEWHERE)
    .map(({ key, code, detail }) => ({
      key,
      tone: ORDINARY.has(code) ? 'info' : 'bad',
      sentence: noticeSentence(code, detail),
    }));
}

/** A code that has no words of its own is shown as it is: better a code than silence. */
export function noticeSentence(code: string, detail: string | null): string {
  const { codes, because, other } = words.notices;
  const sentence = codes.get(code) ?? other(code);
  return detail === null ? sentence : `${sentence} ${because(codes.get(detail) ?? detail)}`;
}
