/** What the screen sees of challenges. */
import type { StoreApi } from 'zustand/vanilla';
import type { RequestOutcome } from '../net/index.ts';

export interface IncomingChallenge {
  readonly challenge: string;
  readonly from: string;
}

/**
 * `sending` and `waiting` are under way; the rest are final and stay until dismissed:
 * `offline` nobody with that id is here, `playing` they are in a game, `declined`, `busy` they took another
 * challenge, `expired` no answer in time, `unreachable` the service did not answer, `unconfirmed` it may or may not have
 * arrived, `limited` too many challenges at once, `self` one's own id.
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
  'unconfirmed',
  'limited',
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
  /** Asks a player for a game; not during one. `to` is a player id in its one spelling (see `parsePlayerId`). */
  challenge(to: string): void;
  cancel(challenge: string): void;
  /** Begins a game; not during one, nor while the service is away. */
  accept(challenge: string): void;
  decline(challenge: string): void;
  /** Removes a finished outgoing challenge from the list. */
  dismiss(challenge: string): void;
}
export type ChallengesStore = StoreApi<ChallengesState>;

/** Whether a challenge is still under way. */
export function isOpen(one: OutgoingChallenge): boolean {
  return one.state === 'sending' || one.state === 'waiting';
}

/** What the service's answer makes of a challenge. */
export function stateAfter(outcome: RequestOutcome): OutgoingState {
  switch (outcome) {
    case 'ack':
      return 'waiting';
    case 'challenge/offline':
      return 'offline';
    case 'challenge/playing':
      return 'playing';
    case 'challenge/self':
      return 'self';
    case 'challenge/unconfirmed':
      return 'unconfirmed';
    case 'request/rate':
    case 'limit/connection':
    case 'limit/address':
    case 'limit/room':
      return 'limited';
    default:
      return 'unreachable';
  }
}
