/** What the players see of a session: derived from its state, never stored. */
import type { Move, Player, Position } from '../game/index.ts';
import type { Absence } from './absence.ts';
import type { Dispute, FatalRefusal } from './codes.ts';

/** How a game ended. The winning local boards are in `position`; a draw has no winner. */
export type GameResult =
  | { readonly by: 'line'; readonly winner: Player }
  | { readonly by: 'full'; readonly winner: null }
  | { readonly by: 'resignation'; readonly winner: Player }
  | { readonly by: 'agreement'; readonly winner: null }
  /** the other side was away for too long; see `provisional` */
  | { readonly by: 'claim'; readonly winner: Player | null }
  /** each side claimed while the other seemed to be away: no result, and a rematch goes on from where the game stood */
  | { readonly by: 'claims'; readonly winner: null };

export type RematchState = 'none' | 'mine' | 'theirs' | 'declined-by-me' | 'declined-by-them' | 'withdrawn';

export interface GameView {
  /** Agreed by both sides, hex; names the game in every message about it. */
  readonly id: string;
  /** 1 for the first game of the session, counting up with each rematch. */
  readonly number: number;
  readonly me: Player;
  readonly position: Position;
  readonly moves: readonly Move[];
  readonly result: GameResult | null;
  /** This player has claimed, and the other side has not been heard since: a move of theirs in time undoes it. */
  readonly provisional: boolean;
  /** It is this player's turn, and nothing that the other side has said is unheard. */
  readonly mayPlay: boolean;
  readonly drawOffer: 'none' | 'mine' | 'theirs';
  /** False while an offer stands, and until one's next own move after an offer was turned down. */
  readonly mayOfferDraw: boolean;
  readonly rematch: RematchState;
  readonly mayOfferRematch: boolean;
}

/** Why a session is over for good. */
export type SessionEnd =
  | { readonly reason: 'left'; readonly by: 'me' | 'them' }
  /**
   * What the two sides remember does not fit; nothing was overwritten. `closed`: this player has accepted that the game
   * ends so.
   */
  | { readonly reason: 'disputed'; readonly code: Dispute; readonly closed: boolean }
  /**
   * The two sides cannot play. `older`, with `session/version` alone, is the side that has to load the page again
   * to get the newer program.
   */
  | { readonly reason: 'refused'; readonly code: FatalRefusal; readonly older?: 'me' | 'them' };

export interface SessionView {
  readonly phase: 'connecting' | 'greeting' | 'tossing' | 'playing' | 'over' | 'ended';
  /** Null until the toss has decided who plays X. Stays readable after the session has ended. */
  readonly game: GameView | null;
  /**
   * `down`: there is none, another one is wanted. `greeting`: it is open, the two compare where they are. `quiet`: nothing
   * has been heard for longer than a heartbeat should take. `closed`: for good.
   */
  readonly link: 'down' | 'greeting' | 'open' | 'quiet' | 'closed';
  /** Null while the other side is heard. */
  readonly absence: Absence | null;
  readonly mayClaim: boolean;
  /** This page was away: what happened meanwhile is still to be heard. */
  readonly catchingUp: boolean;
  /** Last measured round trip over the data channel, ms. */
  readonly roundTripMs: number | null;
  readonly ended: SessionEnd | null;
  /** Games won by me, by them, and drawn in this session. */
  readonly score: { readonly mine: number; readonly theirs: number; readonly drawn: number };
}
