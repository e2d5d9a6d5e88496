/** Who matters to the game that the screen shows. */
import type { SessionEnd } from '../session/index.ts';
import { isUnderWay, type Match } from './match.ts';

export interface Standing {
  /** The opponent while a game is under way: no other game can begin. */
  readonly opponent: string | null;
  /** Whose links are welcome: the opponent's, and after a dispute those of a peer that may still have to find out. */
  readonly expected: string | null;
  /** Whether a game is under way whose opponent has gone: another challenge of theirs is welcome. */
  readonly isAlone: boolean;
}

export function standingOf(match: Match | null): Standing {
  if (match === null) return { opponent: null, expected: null, isAlone: false };
  const isOn = isUnderWay(match);
  const { ended } = match.session;
  const isExpected = match.failure === null && (ended === null || mayComeBack(ended));
  return {
    opponent: isOn ? match.peer : null,
    expected: isExpected ? match.peer : null,
    isAlone: isOn && match.connection.state === 'gone',
  };
}

export function isSame(one: Standing, other: Standing): boolean {
  return one.opponent === other.opponent && one.expected === other.expected && one.isAlone === other.isAlone;
}

/** After a dispute the other side may come to find out, and a page of another version may be loaded again. */
export function mayComeBack(ended: SessionEnd | null): boolean {
  return ended?.reason === 'disputed' || (ended?.reason === 'refused' && ended.code === 'session/version');
}
