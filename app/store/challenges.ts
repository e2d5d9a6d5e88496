import { createStore, type StoreApi } from 'zustand/vanilla';
import { ALLOW_MAX, type ChallengeReply } from '../../signaling/protocol/index.ts';
import type { LobbyClient, RequestOutcome } from '../net/index.ts';
import { type RandomBytes, randomHex } from './random.ts';

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

/** A challenge that nobody answers ends after this, ms, on either side. */
export const CHALLENGE_TIMEOUT_MS = 60_000;

/** Most challenges shown at once; whoever asks beyond that is told "busy". */
export const INCOMING_MAX = 16;

export interface ChallengesDeps {
  readonly lobby: LobbyClient;
  readonly randomBytes: RandomBytes;
  /** This player's id now. */
  readonly self: () => string;
  /** Whether a game is under way, so that no other can begin. */
  readonly inMatch: () => boolean;
  /** Both want to play: meet that peer. */
  readonly begin: (peer: string) => void;
  /** The peer took its challenge back after a yes: it is not going to meet us. */
  readonly withdrawn: (peer: string) => void;
  /** Peers that may reach this browser have changed. */
  readonly wantedChanged: () => void;
}

export interface Challenges {
  readonly store: ChallengesStore;
  received(from: string, challenge: string): void;
  replied(from: string, challenge: string, reply: ChallengeReply): void;
  cancelled(from: string, challenge: string): void;
  /** Whoever left the lobby can no longer be answered. */
  dropAbsent(isHere: (id: string) => boolean): void;
  /** Peers whose offers are welcome: whom this player has asked. */
  wanted(): readonly string[];
  /** A game begins: everything else is called off. */
  clear(): void;
}

export function createChallenges(deps: ChallengesDeps): Challenges {
  const { lobby } = deps;
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** The incoming challenge last said yes to: its sender may still take it back. */
  let agreed: string | null = null;

  const store: ChallengesStore = createStore(() => ({
    incoming: [],
    outgoing: [],
    challenge: (to) => void send(to),
    cancel(challenge) {
      const found = findOutgoing(challenge);
      if (found === undefined) return;
      removeOutgoing(challenge);
      if (isOpen(found)) sendCancel(found);
    },
    accept: (challenge) => void accept(challenge),
    decline: (challenge) => answer(challenge, 'decline'),
    dismiss: removeOutgoing,
  }));

  const findOutgoing = (challenge: string): OutgoingChallenge | undefined =>
    store.getState().outgoing.find((one) => one.challenge === challenge);
  const openTo = (peer: string): OutgoingChallenge | undefined =>
    store.getState().outgoing.find((one) => one.to === peer && isOpen(one));

  function setOutgoing(outgoing: readonly OutgoingChallenge[]): void {
    store.setState({ outgoing });
    deps.wantedChanged();
  }

  function settle(challenge: string, state: OutgoingState): void {
    if (state !== 'waiting') forget(challenge);
    setOutgoing(
      store.getState().outgoing.map((one) => (one.challenge === challenge ? { ...one, state } : one)),
    );
  }

  function removeOutgoing(challenge: string): void {
    forget(challenge);
    setOutgoing(store.getState().outgoing.filter((one) => one.challenge !== challenge));
  }

  function removeIncoming(challenge: string): void {
    forget(challenge);
    store.setState({ incoming: store.getState().incoming.filter((one) => one.challenge !== challenge) });
  }

  function forget(challenge: string): void {
    clearTimeout(timers.get(challenge));
    timers.delete(challenge);
  }

  async function send(to: string): Promise<void> {
    if (openTo(to) !== undefined || wanted().length >= ALLOW_MAX) return;
    const theirs = store.getState().incoming.find((one) => one.from === to);
    if (theirs !== undefined) {
      await accept(theirs.challenge);
      return;
    }
    const challenge = randomHex(deps.randomBytes, 8);
    const state = to === deps.self() ? 'self' : 'sending';
    // What became of an earlier challenge to the same player is old news.
    setOutgoing([...store.getState().outgoing.filter((one) => one.to !== to), { challenge, to, state }]);
    if (state === 'self') return;
    timers.set(
      challenge,
      setTimeout(() => {
        const open = findOutgoing(challenge);
        settle(challenge, 'expired');
        if (open !== undefined) sendCancel(open);
      }, CHALLENGE_TIMEOUT_MS),
    );
    const outcome = await lobby.request((mid) => ({ type: 'CHALLENGE', payload: { mid, to, challenge } }));
    const now = findOutgoing(challenge);
    if (now?.state !== 'sending') return;
    settle(challenge, stateAfter(outcome));
    // The service may still hand it over late: nobody should answer to a challenge that is shown as failed.
    if (outcome === 'timeout') sendCancel(now);
  }

  function sendCancel({ to, challenge }: OutgoingChallenge): void {
    void lobby.request((mid) => ({ type: 'CHALLENGE-CANCEL', payload: { mid, to, challenge } }));
  }

  function sendReply(to: string, challenge: string, reply: ChallengeReply): Promise<RequestOutcome> {
    return lobby.request((mid) => ({ type: 'CHALLENGE-REPLY', payload: { mid, to, challenge, reply } }));
  }

  function answer(challenge: string, reply: ChallengeReply): void {
    const found = store.getState().incoming.find((one) => one.challenge === challenge);
    if (found === undefined) return;
    removeIncoming(challenge);
    void sendReply(found.from, challenge, reply);
  }

  async function accept(challenge: string): Promise<void> {
    const found = store.getState().incoming.find((one) => one.challenge === challenge);
    if (found === undefined || deps.inMatch()) return;
    removeIncoming(challenge);
    agreed = challenge;
    // Begins first: that makes the peer welcome before it learns that it may call.
    deps.begin(found.from);
    const outcome = await sendReply(found.from, challenge, 'accept');
    if (outcome !== 'ack') deps.withdrawn(found.from);
  }

  function wanted(): readonly string[] {
    return store
      .getState()
      .outgoing.filter(isOpen)
      .map((one) => one.to);
  }

  return {
    store,
    wanted,
    received(from, challenge) {
      const { incoming } = store.getState();
      if (incoming.some((one) => one.challenge === challenge)) return;
      const mine = openTo(from);
      if (mine !== undefined && !deps.inMatch()) {
        // Both asked: that is a yes from both, and one game comes of it.
        removeOutgoing(mine.challenge);
        agreed = challenge;
        deps.begin(from);
        void sendReply(from, challenge, 'accept');
        return;
      }
      if (deps.inMatch() || incoming.length >= INCOMING_MAX) {
        void sendReply(from, challenge, 'busy');
        return;
      }
      for (const older of incoming) if (older.from === from) removeIncoming(older.challenge);
      store.setState({ incoming: [...store.getState().incoming, { challenge, from }] });
      timers.set(
        challenge,
        setTimeout(() => removeIncoming(challenge), CHALLENGE_TIMEOUT_MS),
      );
    },
    replied(from, challenge, reply) {
      const mine = findOutgoing(challenge);
      if (mine?.to !== from || !isOpen(mine)) return;
      if (reply !== 'accept') settle(challenge, reply === 'busy' ? 'busy' : 'declined');
      else if (deps.inMatch()) {
        removeOutgoing(challenge);
        sendCancel(mine);
      } else {
        removeOutgoing(challenge);
        deps.begin(from);
      }
    },
    cancelled(from, challenge) {
      const found = store.getState().incoming.find((one) => one.challenge === challenge);
      if (found?.from === from) removeIncoming(challenge);
      else if (challenge === agreed) deps.withdrawn(from);
    },
    dropAbsent(isHere) {
      for (const { from, challenge } of store.getState().incoming) {
        if (!isHere(from)) removeIncoming(challenge);
      }
    },
    clear() {
      const { incoming, outgoing } = store.getState();
      for (const { challenge } of incoming) answer(challenge, 'busy');
      for (const one of outgoing) store.getState().cancel(one.challenge);
    },
  };
}

function isOpen(one: OutgoingChallenge): boolean {
  return one.state === 'sending' || one.state === 'waiting';
}

function stateAfter(outcome: RequestOutcome): OutgoingState {
  switch (outcome) {
    case 'ack':
      return 'waiting';
    case 'challenge/offline':
      return 'offline';
    case 'challenge/playing':
      return 'playing';
    case 'challenge/self':
      return 'self';
    default:
      return 'unreachable';
  }
}
