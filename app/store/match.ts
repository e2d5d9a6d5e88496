import type { StoreApi } from 'zustand/vanilla';
import type { Move } from '../game/index.ts';
import type { SessionView } from '../session/index.ts';

/** The steps from an accepted challenge to the first move, in order. */
export const CONNECT_STEPS = ['find', 'connect', 'greet', 'toss'] as const;
export type ConnectStep = (typeof CONNECT_STEPS)[number];

export type ConnectFailure =
  /** they did not answer through the service */
  | 'connect/no-answer'
  /** both sides answered, but no path between the two networks was found */
  | 'connect/no-path'
  /** this browser or network does not allow WebRTC */
  | 'connect/unsupported'
  /** PeerJS itself could not be loaded */
  | 'connect/load';

/** Something that happened in the game and that the player should read; newest last. */
export interface MatchNotice {
  readonly key: number;
  /** A code such as `ply/illegal-move`; the words for it are the screen's. */
  readonly code: string;
}

export interface Match {
  readonly peer: string;
  /** The step under way; null once the session plays. */
  readonly step: ConnectStep | null;
  readonly failure: ConnectFailure | null;
  readonly session: SessionView;
  readonly notices: readonly MatchNotice[];
}

/** The one game with another person. */
export interface MatchState {
  readonly match: Match | null;
  play(move: Move): void;
  resign(): void;
  offerDraw(): void;
  answerDraw(accept: boolean): void;
  offerRematch(): void;
  answerRematch(accept: boolean): void;
  dismissNotice(key: number): void;
  /** Says goodbye if the link is up, and goes back to the lobby. */
  leave(): void;
}
export type MatchStore = StoreApi<MatchState>;
