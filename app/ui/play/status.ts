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

/** What holds the next move up: an own one that has to wait (`GameView.mayPlay`), or nobody there to make it. */
export type Hold = 'catching-up' | 'away' | 'may-claim' | null;

/** @param peer the id of the opponent */
export function statusOf(game: GameView, ended: SessionEnd | null, peer: string, hold: Hold = null): Status {
  if (game.result !== null) return resultStatus(game.result, game, ended);
  if (ended !== null) return unfinishedStatus(ended);
  const mark = turn(game.position);
  if (mark === game.me) {
    const detail = hold === 'catching-up' ? words.status.catchingUp : whereToPlay(game.position);
    return { headline: words.status.yourTurn, detail, mark, tone: 'mine' };
  }
  const detail = theirDetail(forcedBoard(game.position), hold);
  return { headline: words.status.theirTurn(peer), detail, mark, tone: 'theirs' };
}

function theirDetail(forced: number | null, hold: Hold): string {
  if (hold === 'away') return words.status.theyAreAway;
  if (hold === 'may-claim') return words.status.mayClaim;
  return forced === null ? words.status.theyPlayAnywhere : words.status.theyPlayIn(forced);
}

/** The same for two players on one device: nobody is `you`. */
export function localStatusOf(position: Position): Status {
  const result = outcome(position);
  if (result === null) {
    const mark = turn(position);
    return { headline: words.status.markTurn(mark), detail: whereToPlay(position), mark, tone: 'mine' };
  }
  if (result.winner === null) {
    return { headline: words.status.draw, detail: words.status.drawnBy.full, mark: null, tone: 'even' };
  }
  return {
    headline: words.status.markWon(result.winner),
    detail: words.status.wonBy.line,
    mark: result.winner,
    tone: 'won',
  };
}

/** What happened, and what to do about it. */
export interface Ending {
  readonly title: string;
  readonly text: string;
  /** For whoever wants to know it exactly. */
  readonly code?: string;
}

/** Why the session is over. */
export function endingOf(ended: SessionEnd, peer: string): Ending {
  switch (ended.reason) {
    case 'left': {
      const title = ended.by === 'me' ? words.ended.leftByMe : words.ended.leftByThem(peer);
      return { title, text: words.ended.leftMore };
    }
    case 'disputed': {
      const code = `${words.dispute.code}: ${ended.code}`;
      if (ended.closed) return { title: words.status.disputed, text: words.ended.leftMore, code };
      const text = `${words.ended.disputed[ended.code]} ${words.dispute.unchanged}`;
      return { title: words.dispute.title, text, code };
    }
    case 'refused': {
      const { title, text } = words.ended.refused[ended.code];
      return { title, text: ended.older === undefined ? text : words.ended.older[ended.older] };
    }
  }
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

function unfinishedStatus(ended: SessionEnd): Status {
  const { unfinished, inDispute, disputed, theyLeft } = words.status;
  const rest = { detail: words.ended.noResult, mark: null, tone: 'even' } as const;
  if (ended.reason === 'disputed') return { ...rest, headline: ended.closed ? disputed : inDispute };
  const detail = ended.reason === 'left' && ended.by === 'them' ? theyLeft : rest.detail;
  return { ...rest, headline: unfinished, detail };
}

function resultStatus(result: GameResult, { me, provisional }: GameView, ended: SessionEnd | null): Status {
  const { wonBy, lostBy, drawnBy, claimedYet } = words.status;
  if (result.winner === null) {
    const headline = result.by === 'claims' ? words.status.noResult : words.status.draw;
    return { headline, detail: provisional ? claimedYet : drawnBy[result.by], mark: null, tone: 'even' };
  }
  const { by, winner: mark } = result;
  if (mark !== me) return { headline: words.status.youLost, detail: lostBy[by], mark, tone: 'lost' };
  const won = by === 'claim' && ended?.reason === 'left' ? words.status.claimedLeft : wonBy[by];
  return { headline: words.status.youWon, detail: provisional ? claimedYet : won, mark, tone: 'won' };
}
