export { type Absence, silentMsOf } from './absence.ts';
export { wakeAt } from './clock.ts';
export {
  type CommandRefusal,
  type Dispute,
  type FatalRefusal,
  type News,
  type NoticeCode,
  type PeerRefusal,
} from './codes.ts';
export type { Command } from './commands.ts';
export { parseSessionRecord, type SessionRecord } from './record.ts';
export { createSession, resumeSession, step, viewOf } from './session.ts';
export {
  DEFAULT_TIMING,
  type Effect,
  type Notice,
  type PageState,
  type SessionEvent,
  type SessionInit,
  type SessionState,
  type SessionTiming,
  type Step,
} from './state.ts';
export { parseTossRecord, type TossRecord } from './toss.ts';
export type { GameResult, GameView, RematchState, SessionEnd, SessionView } from './view.ts';
