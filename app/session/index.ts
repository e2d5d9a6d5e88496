export { wakeAt } from './clock.ts';
export {
  type CommandRefusal,
  type FatalRefusal,
  type News,
  type NoticeCode,
  type PeerRefusal,
} from './codes.ts';
export type { Command } from './commands.ts';
export { createSession, step, viewOf } from './session.ts';
export {
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
