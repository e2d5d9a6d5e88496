/** What the runner of the match needs, gives, and holds. */
import type { Line, Link } from '../net/index.ts';
import { type SessionRecord, type SessionState, type SessionTiming, viewOf } from '../session/index.ts';
import type { Games } from './games.ts';
import type { ConnectFailure, MatchNotice, MatchStore } from './match.ts';
import type { Standing } from './match-standing.ts';
import type { RandomBytes } from './random.ts';
import type { Tosses } from './tosses.ts';

export interface MatchDeps {
  readonly tosses: Tosses;
  readonly games: Games;
  readonly randomBytes: RandomBytes;
  /** ms; never goes back, and counts the time for which the device was suspended. */
  readonly now: () => number;
  /** In [0, 1); spreads redials, decides nothing. */
  readonly jitter: () => number;
  readonly timing: Partial<SessionTiming>;
  readonly build: string;
  /** Null until there is one: nobody can be met before. */
  readonly self: () => string | null;
  readonly dial: (peer: string) => Link | null;
  /** Whether this tab still acts for its id; asked before anything is stored or sent. */
  readonly owns: () => boolean;
  /** The player does not want to wait for a link: whatever it needs is to be tried now. */
  readonly hurry: () => void;
  /** The opponent, whose links are welcome, or whether this player is alone has changed. */
  readonly changed: () => void;
  /** This player has gone before a link was open: only the service can still tell the peer. */
  readonly givenUp: (peer: string) => void;
}

export interface MatchRunner {
  readonly store: MatchStore;
  opponent(): Standing['opponent'];
  /** Whether a game is under way that stands against one with that peer: not one with itself that has no link. */
  busyFor(peer: string): boolean;
  expected(): Standing['expected'];
  isAlone(): Standing['isAlone'];
  begin(peer: string): void;
  /** Goes on with the game that an earlier page has stored, if there is one. */
  resume(): void;
  incoming(link: Link): void;
  /** The service says that nobody takes our offer. */
  unavailable(peer: string): void;
  /** The peer is not going to meet us after all. */
  withdrawn(peer: string, why: ConnectFailure): void;
  /** There is a network, a service, or somebody who looks: a good time to try for a link. */
  awake(): void;
  /** The page is looked at again, or is not. */
  hidden(isHidden: boolean): void;
  /** The page goes away; the game stays in the storage. */
  closing(): void;
  /** Another tab goes on with the game: this one says and stores nothing more. */
  halt(): void;
}

type Timer = ReturnType<typeof setTimeout>;

/** One session with its line. */
export interface Run {
  readonly peer: string;
  session: SessionState;
  line: Line | null;
  /** A link was open once: from then on the game outlives links and pages. */
  met: boolean;
  failure: ConnectFailure | null;
  /** The last record, and whether the browser has taken it. */
  record: SessionRecord | null;
  kept: boolean;
  notices: readonly MatchNotice[];
  /** Of the next tick. */
  wake: Timer | undefined;
  /** Of a link, while there is no game yet. */
  deadline: Timer | undefined;
}

export function newRun(peer: string, session: SessionState, met: boolean): Run {
  return {
    peer,
    session,
    met,
    line: null,
    failure: null,
    record: null,
    kept: true,
    notices: [],
    wake: undefined,
    deadline: undefined,
  };
}

/** How long the opponent of a game that is over is still called, ms. */
const CALLS_AFTER_GAME_MS = 300_000;

/** Whoever has found a dispute only waits to be found. */
export function isWorthACall({ session }: Run, now: number): boolean {
  const { ended, game, absence } = viewOf(session);
  if (ended !== null) return false;
  const isOver = game !== null && game.result !== null && !game.provisional;
  return !isOver || absence === null || now - absence.since < CALLS_AFTER_GAME_MS;
}
