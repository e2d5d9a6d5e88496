import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChallengeReply } from '../../signaling/protocol/index.ts';
import type { LobbyClient, RequestOutcome } from '../net/index.ts';
import { createBudget } from './budget.ts';
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

/** A challenge that nobody answers ends after this, ms, on either side. */
export const CHALLENGE_TIMEOUT_MS = 60_000;

/** Most challenges shown at once; whoever asks beyond that is told "busy". */
export const INCOMING_MAX = 16;

/** Most challenges under way at once; one more calls the oldest off. With the above it stays below the service's burst. */
export const OUTGOING_MAX = 8;

/** Most answers to what nobody here waits for, in `UNASKED_WINDOW_MS`: a flood must not use up our own requests. */
export const UNASKED_MAX = 10;
export const UNASKED_WINDOW_MS = 10_000;

export interface ChallengesDeps {
  readonly lobby: LobbyClient;
  readonly randomBytes: RandomBytes;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** This player's id now. */
  readonly self: () => string;
  /** Whom this player plays with right now, so that no other game can begin. */
  readonly opponent: () => string | null;
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
  /** Calls everything off, in both directions. */
  clear(): void;
}

export function createChallenges(deps: ChallengesDeps): Challenges {
  const { lobby } = deps;
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** The incoming challenge last said yes to: its sender may still take it back. */
  let agreed: string | null = null;
  /** Whether one more stranger gets an answer now. */
  const mayAnswer = createBudget(UNASKED_MAX, UNASKED_WINDOW_MS, deps.now);

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

  const act = (): ChallengesState => store.getState();
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
    if (openTo(to) !== undefined || deps.opponent() !== null) return;
    const theirs = store.getState().incoming.find((one) => one.from === to);
    if (theirs !== undefined) {
      await accept(theirs.challenge);
      return;
    }
    const challenge = randomHex(deps.randomBytes, 8);
    const state = to === deps.self() ? 'self' : 'sending';
    const open = store.getState().outgoing.filter(isOpen);
    if (open.length >= OUTGOING_MAX && open[0] !== undefined) act().cancel(open[0].challenge);
    // What became of an earlier challenge to the same player is old news.
    setOutgoing([...store.getState().outgoing.filter((one) => one.to !== to), { challenge, to, state }]);
    if (state === 'self') return;
    timers.set(
      challenge,
      setTimeout(() => {
        settle(challenge, 'expired');
        sendCancel({ to, challenge });
      }, CHALLENGE_TIMEOUT_MS),
    );
    const outcome = await lobby.request((mid) => ({ type: 'CHALLENGE', payload: { mid, to, challenge } }));
    const now = findOutgoing(challenge);
    if (now?.state !== 'sending') return;
    settle(challenge, stateAfter(outcome));
    // The service may still hand it over late: nobody should answer to a challenge that is shown as failed.
    if (outcome === 'timeout') sendCancel(now);
  }

  function sendCancel({ to, challenge }: Pick<OutgoingChallenge, 'to' | 'challenge'>): void {
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
    // A yes that the service cannot carry would only be waited for.
    if (found === undefined || deps.opponent() !== null || !lobby.live) return;
    agreed = challenge;
    // Begins first: that makes the peer welcome before it learns that it may call.
    agree(found.from);
    const outcome = await sendReply(found.from, challenge, 'accept');
    if (outcome !== 'ack') deps.withdrawn(found.from);
  }

  /** Both want to play: all else is called off. The peer stays welcome throughout, so that its call is never refused. */
  function agree(peer: string): void {
    const { incoming, outgoing } = forgetAll();
    deps.begin(peer);
    callOff(
      incoming.filter(({ from }) => from !== peer),
      outgoing.filter(({ to }) => to !== peer),
    );
  }

  function forgetAll(): Pick<ChallengesState, 'incoming' | 'outgoing'> {
    const { incoming, outgoing } = store.getState();
    for (const challenge of timers.keys()) forget(challenge);
    store.setState({ incoming: [], outgoing: [] });
    return { incoming, outgoing };
  }

  function callOff(incoming: readonly IncomingChallenge[], outgoing: readonly OutgoingChallenge[]): void {
    for (const { from, challenge } of incoming) void sendReply(from, challenge, 'busy');
    for (const one of outgoing) if (isOpen(one)) sendCancel(one);
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
      if (deps.opponent() === null && openTo(from) !== undefined) {
        // Both asked: that is a yes from both, and one game comes of it.
        agreed = challenge;
        agree(from);
        void sendReply(from, challenge, 'accept');
        return;
      }
      for (const older of incoming) if (older.from === from) removeIncoming(older.challenge);
      if (deps.opponent() !== null || store.getState().incoming.length >= INCOMING_MAX) {
        if (mayAnswer()) void sendReply(from, challenge, 'busy');
        return;
      }
      store.setState({ incoming: [...store.getState().incoming, { challenge, from }] });
      timers.set(
        challenge,
        setTimeout(() => removeIncoming(challenge), CHALLENGE_TIMEOUT_MS),
      );
    },
    replied(from, challenge, reply) {
      const mine = findOutgoing(challenge);
      const isAwaited = mine?.to === from && isOpen(mine);
      if (isAwaited && reply === 'accept') agree(from);
      else if (isAwaited) settle(challenge, reply === 'busy' ? 'busy' : 'declined');
      else if (reply === 'accept' && deps.opponent() !== from && mayAnswer()) {
        // A yes to what was called off, or forgotten by a reload: its sender is told instead of being left to wait.
        sendCancel({ to: from, challenge });
      }
    },
    cancelled(from, challenge) {
      const found = store.getState().incoming.find((one) => one.challenge === challenge);
      if (found?.from === from) removeIncoming(challenge);
      else if (challenge === agreed) {
        agreed = null;
        deps.withdrawn(from);
      }
    },
    dropAbsent(isHere) {
      for (const { from, challenge } of store.getState().incoming) {
        if (!isHere(from)) removeIncoming(challenge);
      }
    },
    clear() {
      const { incoming, outgoing } = forgetAll();
      deps.wantedChanged();
      callOff(incoming, outgoing);
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
