import type { StoreApi } from 'zustand/vanilla';

export interface IncomingChallenge {
  readonly challenge: string;
  readonly from: string;
}

/**
 * `sending` and `waiting` are under way; the rest are final and stay until dismissed:
 * `offline` nobody with that id is here, `playing` they are in a game, `declined`, `busy` they took another
 * challenge, `expired` no answer in time, `unreachable` the service did not answer, `self` one's own id.
 */
export const OUTGOING_STATES = [
  'sending',
  'waiting',
  'offline',
  'playing',
  'declined',
  'busy',
  'expired',
  'unreachable',
  'self',
] as const;
export type OutgoingState = (typeof OUTGOING_STATES)[number];

export interface OutgoingChallenge {
  readonly challenge: string;
  readonly to: string;
  readonly state: OutgoingState;
}

export interface ChallengesState {
  readonly incoming: readonly IncomingChallenge[];
  readonly outgoing: readonly OutgoingChallenge[];
  /** Asks a player for a game. `to` is a player id in its one spelling (see `parsePlayerId`). */
  challenge(to: string): void;
  cancel(challenge: string): void;
  accept(challenge: string): void;
  decline(challenge: string): void;
  /** Removes a finished outgoing challenge from the list. */
  dismiss(challenge: string): void;
}
export type ChallengesStore = StoreApi<ChallengesState>;
