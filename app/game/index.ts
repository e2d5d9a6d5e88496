/** The rules of Ultimate Tic Tac Toe: pure functions over immutable positions. */
export {
  boardOutcome,
  type BoardOutcome,
  cellAt,
  forcedBoard,
  isBoardOpen,
  outcome,
  type Outcome,
  plies,
  turn,
} from './inspect.ts';
export {
  type BoardIndex,
  boardOf,
  type CellIndex,
  cellOf,
  type Move,
  moveOf,
  opponent,
  type Player,
} from './move.ts';
export {
  type Game,
  GAME_TEXT_MAX,
  type GameRefusal,
  NOTATION_REFUSALS,
  type NotationRefusal,
  parseGame,
  parseMove,
  printGame,
  printMove,
} from './notation.ts';
export { perft } from './perft.ts';
export { isLegal, legalMoves, MOVE_REFUSALS, type MoveRefusal, play, playUnchecked } from './play.ts';
export { type Position, START } from './position.ts';
export { parsePosition, type ParseRefusal, POSITION_TEXT_MAX, printPosition } from './position-notation.ts';
export { POSITION_REFUSALS, type PositionRefusal } from './reachable.ts';
export { ok, refuse, type Result } from './result.ts';
