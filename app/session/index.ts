export { wakeAt } from './clock.ts';
export {
  COMMAND_REFUSALS,
  type CommandRefusal,
  FATAL_REFUSALS,
  type FatalRefusal,
  NEWS,
  type News,
  type NoticeCode,
  PEER_REFUSALS,
  type PeerRefusal,
} from './codes.ts';
export type { Command } from './commands.ts';
export { FRAME_MAX_LENGTH, PROTOCOL } from './messages.ts';
export { createSession, step, viewOf } from './session.ts';
export {
  DEFAULT_TIMING,
  type Effect,
  type Notice,
  type SessionEvent,
  type SessionInit,
  type SessionState,
  type SessionTiming,
  type Step,
} from './state.ts';
export { parseTossRecord, type TossRecord } from './toss.ts';
export type { GameResult, GameView, RematchState, SessionEnd, SessionView } from './view.ts';
