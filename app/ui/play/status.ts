/** Where the game stands, in the words of the player who reads them. */
import { forcedBoard, outcome, type Player, plies, type Position, turn } from '../../game/index.ts';
import type { GameResult, GameView, SessionEnd } from '../../session/index.ts';
import type { ConnectFailure } from '../../store/match.ts';
import { words } from '../words/index.ts';

export interface Status {
  readonly headline: string;
  readonly detail: string;
  /** The mark that belongs beside it: whose turn it is, or who won. */
  readonly mark: Player | null;
  readonly tone: 'mine' | 'theirs' | 'won' | 'lost' | 'even';
}

/** @param peer the id of the opponent */
export function statusOf(game: GameView, ended: SessionEnd | null, peer: string): Status {
  if (game.result !== null) return resultStatus(game.result, game.me);
  if (ended !== null) {
    return { headline: words.status.unfinished, detail: words.ended.noResult, mark: null, tone: 'even' };
  }
  const mark = turn(game.position);
  const forced = forcedBoard(game.position);
  if (mark === game.me) {
    return { headline: words.status.yourTurn, detail: whereToPlay(game.position), mark, tone: 'mine' };
  }
  const detail = forced === null ? words.status.theyPlayAnywhere : words.status.theyPlayIn(forced);
  return { headline: words.status.theirTurn(peer), detail, mark, tone: 'theirs' };
}

/** The same for two players on one device: nobody is `you`. */
export function localStatusOf(position: Position): Status {
  const result = outcome(position);
  if (result === null) {
    const mark = turn(position);
    return { headline: words.status.markTurn(mark), detail: whereToPlay(position), mark, tone: 'mine' };
  }
  if (result.winner === null) {
    return { headline: words.status.draw, detail: words.status.full, mark: null, tone: 'even' };
  }
  return {
    headline: words.status.markWon(result.winner),
    detail: words.status.line,
    mark: result.winner,
    tone: 'won',
  };
}

/** What happened, and what to do about it. */
export interface Ending {
  readonly title: string;
  readonly text: string;
}

/** Why the session is over. */
export function endingOf(ended: SessionEnd, peer: string): Ending {
  if (ended.reason === 'left') {
    const title = ended.by === 'me' ? words.ended.leftByMe : words.ended.leftByThem(peer);
    return { title, text: words.ended.leftMore };
  }
  if (ended.reason === 'closed') return { title: words.ended.closed(peer), text: words.ended.closedMore };
  if (ended.reason === 'lost') return { title: words.ended.lost(peer), text: words.ended.lostMore };
  const { title, text } = words.ended.refused[ended.code];
  return { title, text: ended.older === undefined ? text : words.ended.older[ended.older] };
}

/** Why a connection did not come about. */
export function failureOf(failure: ConnectFailure, peer: string): Ending {
  const { title, text } = words.connect.failures[failure];
  return { title: title(peer), text };
}

function whereToPlay(position: Position): string {
  const forced = forcedBoard(position);
  if (forced !== null) return words.status.playIn(forced);
  return plies(position) === 0 ? words.status.playAnywhere : words.status.playAnyOpen;
}

function resultStatus(result: GameResult, me: Player): Status {
  const mark = result.winner;
  if (mark === null) {
    const detail = result.by === 'agreement' ? words.status.agreed : words.status.full;
    return { headline: words.status.draw, detail, mark, tone: 'even' };
  }
  const resigned = result.by === 'resignation';
  if (mark === me) {
    const detail = resigned ? words.status.theyResigned : words.status.line;
    return { headline: words.status.youWon, detail, mark, tone: 'won' };
  }
  const detail = resigned ? words.status.youResigned : words.status.theirLine;
  return { headline: words.status.youLost, detail, mark, tone: 'lost' };
}
