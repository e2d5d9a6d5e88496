/** What the screen sees of the one game with another person. */
import type { StoreApi } from 'zustand/vanilla';
import type { Move } from '../game/index.ts';
import type { LinkPath } from '../net/index.ts';
import type { SessionView } from '../session/index.ts';

/** The steps from an accepted challenge to the first move, in order. */
export const CONNECT_STEPS = ['find', 'connect', 'greet', 'toss'] as const;
export type ConnectStep = (typeof CONNECT_STEPS)[number];

export type ConnectFailure =
  /** they did not answer through the service */
  | 'connect/no-answer'
  /** both sides answered, but no path between the two networks was found */
  | 'connect/no-path'
  /** they took their yes or their challenge back */
  | 'connect/called-off'
  /** this player's address is to stay hidden, and no relay took the connection */
  | 'connect/no-relay';

/** Something that happened in the game and that the player should read; newest last. */
export interface MatchNotice {
  readonly key: number;
  /** A code such as `ply/illegal-move`; the words for it are the screen's. */
  readonly code: string;
  /** With `ply/illegal-move` the rule that was broken, with `peer/refused` the code they gave; else null. */
  readonly detail: string | null;
}

/** How the two are connected. */
export type Connection =
  /** on the way to the first game: see `step` */
  | { readonly state: 'connecting' }
  | { readonly state: 'playing' }
  /** the link is open, but nothing was heard for a while */
  | { readonly state: 'shaky' }
  /**
   * There is no link: another one is being made. `attempt` counts from 1; `retryAt` is when the next try begins, epoch ms, null while
   * one is under way.
   */
  | { readonly state: 'reconnecting'; readonly attempt: number; readonly retryAt: number | null }
  /** The other side said that it goes, or has been silent for so long that one may claim. It is still being tried for. */
  | { readonly state: 'gone'; readonly attempt: number; readonly retryAt: number | null };

export interface Match {
  readonly peer: string;
  /** The step under way; null once the session plays. */
  readonly step: ConnectStep | null;
  readonly failure: ConnectFailure | null;
  readonly session: SessionView;
  readonly connection: Connection;
  /** The way that the link takes, once it is known; null without a link. */
  readonly path: LinkPath | null;
  /** There is no link and will be none, as things are: the address is to stay hidden, and no relay takes the connection. */
  readonly unrelayed: boolean;
  /** From when on this player may claim, epoch ms, while the other side is away and the game runs; else null. */
  readonly claimAt: number | null;
  /** The browser keeps the game: it outlives a reload. */
  readonly kept: boolean;
  readonly notices: readonly MatchNotice[];
}

export interface MatchState {
  readonly match: Match | null;
  play(move: Move): void;
  resign(): void;
  offerDraw(): void;
  answerDraw(accept: boolean): void;
  offerRematch(): void;
  answerRematch(accept: boolean): void;
  /** Counts the game as won or drawn because the other side is away; see `session.mayClaim`. */
  claim(as: 'win' | 'draw'): void;
  /** After a dispute: the game ends without a result. */
  endDisputed(): void;
  /** Tries for a link now, instead of at the end of a wait. */
  reconnectNow(): void;
  dismissNotice(key: number): void;
  /** Says goodbye if the link is up, forgets the game, and goes back to the lobby. */
  leave(): void;
}
export type MatchStore = StoreApi<MatchState>;

/**
 * Whether two people are at it: connecting, playing, or talking about a rematch. A game that is over and has no link any
 * more is not: it can still be looked at, and stands against no other.
 */
export function isUnderWay(match: Match | null): boolean {
  if (match === null || match.failure !== null || match.session.ended !== null) return false;
  const { game } = match.session;
  const isOver = game !== null && game.result !== null && !game.provisional;
  return !isOver || match.connection.state === 'playing' || match.connection.state === 'shaky';
}
