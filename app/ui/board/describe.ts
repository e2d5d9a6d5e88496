/** The board in words, for screen readers and for the line beside the board. */
import {
  boardOf,
  boardOutcome,
  cellAt,
  cellOf,
  forcedBoard,
  isBoardOpen,
  type Move,
  outcome,
  play,
  type Position,
} from '../../game/index.ts';
import { words } from '../words/index.ts';

/** Where a move sends the next player: a local board, `any` open one, or the `end` of the game. */
export type Sending = number | 'any' | 'end';

/** @returns `null` for a move that the rules refuse. */
export function sendingOf(position: Position, move: Move): Sending | null {
  const next = play(position, move);
  if (!next.ok) return null;
  if (outcome(next.value) !== null) return 'end';
  return forcedBoard(next.value) ?? 'any';
}

export function describeSending(sending: Sending): string {
  if (sending === 'end') return words.board.ends;
  return sending === 'any' ? words.board.frees : words.board.sends(sending);
}

/** For instance `Board 5 (centre), cell 1 (top left), empty, playable`. */
export function describeCell(position: Position, move: Move, playable: boolean, isLast: boolean): string {
  const board = boardOf(move);
  const closed = boardOutcome(position, board);
  const parts = [words.board.board(board)];
  if (closed !== null) {
    parts.push(closed.winner === null ? words.board.boardDrawn : words.board.boardWon(closed.winner));
  }
  parts.push(words.board.cell(cellOf(move)), cellAt(position, move) ?? words.board.empty);
  if (isLast) parts.push(words.board.lastMove);
  if (playable) parts.push(words.board.playable);
  return parts.join(', ');
}

/** Why a cell that was chosen is not played. `myTurn` and `running` are those of the person at this screen. */
export function whyNot(position: Position, move: Move, myTurn: boolean, running: boolean): string {
  if (!running) return words.board.gameOver;
  if (!myTurn) return words.board.notYourTurn;
  const forced = forcedBoard(position);
  if (forced !== null && forced !== boardOf(move)) return words.board.wrongBoard(forced);
  return isBoardOpen(position, boardOf(move)) ? words.board.taken : words.board.closed;
}
