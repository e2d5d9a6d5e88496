/**
 * Moves and games as text. A move is two digits, the local board and the cell, each 0..8 row by row: `40` is the
 * top left cell of the centre board. A game is its moves from the first on, one space between two of them, and
 * nothing for the game that has not begun. Every move and every game has exactly one text.
 */
import { boardOf, cellOf, type Move, moveOf } from './move.ts';
import { type MoveRefusal, play } from './play.ts';
import { type Position, START } from './position.ts';
import { ok, refuse, type Result } from './result.ts';

/** Why a text is not a move, a game or a position at all. */
export const NOTATION_REFUSALS = [
  /** longer than any text of its kind; nothing of it was read */
  'notation/too-long',
  /** not as the notation has it */
  'notation/malformed',
] as const;
export type NotationRefusal = (typeof NOTATION_REFUSALS)[number];

/** Why the text of a game is refused. */
export interface GameRefusal {
  readonly code: NotationRefusal | MoveRefusal;
  /** The ply at fault, counted from 0: the plies before it are good. 0 for a text that is too long. */
  readonly ply: number;
}

/** A game so far: its moves from `START` on, all legal, and where they led. */
export interface Game {
  readonly moves: readonly Move[];
  readonly position: Position;
}

/** Longest text of a game, in characters: 81 moves of two, and a space before each but the first. */
export const GAME_TEXT_MAX = 81 * 3 - 1;

const MOVE_TEXT = /^[0-8]{2}$/;

/** @param move 0..80 */
export function printMove(move: Move): string {
  return `${boardOf(move)}${cellOf(move)}`;
}

/** Takes any string, and never throws. */
export function parseMove(text: string): Result<Move, NotationRefusal> {
  return MOVE_TEXT.test(text) ? ok(moveOf(Number(text[0]), Number(text[1]))) : refuse('notation/malformed');
}

/** @param moves each 0..80; whether they are legal is not looked at */
export function printGame(moves: readonly Move[]): string {
  return moves.map(printMove).join(' ');
}

/** Reads and plays a game. Takes any string, and never throws. */
export function parseGame(text: string): Result<Game, GameRefusal> {
  if (text.length > GAME_TEXT_MAX) return refuse({ code: 'notation/too-long', ply: 0 });
  const moves: Move[] = [];
  let position = START;
  for (const [ply, word] of text === '' ? [] : text.split(' ').entries()) {
    const move = parseMove(word);
    if (!move.ok) return refuse({ code: move.error, ply });
    const played = play(position, move.value);
    if (!played.ok) return refuse({ code: played.error, ply });
    moves.push(move.value);
    position = played.value;
  }
  return ok({ moves, position });
}
