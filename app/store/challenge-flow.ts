/** Challenges from the first word to the yes on both sides: asked, answered, crossed, called off. */
import { createStore } from 'zustand/vanilla';
import type { ChallengeReply } from '../../signaling/protocol/index.ts';
import type { LobbyClient, RequestOutcome } from '../net/index.ts';
import { createBudget } from './budget.ts';
import {
  type ChallengesState,
  type ChallengesStore,
  type IncomingChallenge,
  isOpen,
  type OutgoingChallenge,
  type OutgoingState,
  stateAfter,
} from './challenges.ts';
import type { ConnectFailure } from './match.ts';
import { type RandomBytes, randomHex } from './random.ts';

/** A challenge that nobody answers ends after this, ms, on either side. */
export const CHALLENGE_TIMEOUT_MS = 60_000;

/** Most challenges shown at once; whoever asks beyond that is told "busy". */
export const INCOMING_MAX = 16;

/** Most challenges under way at once; one more calls the oldest off. With the above it stays below the service's burst. */
export const OUTGOING_MAX = 8;

/** Most answers to what nobody here waits for, in `UNASKED_WINDOW_MS`: a flood must not use up our own requests. */
export const UNASKED_MAX = 10;
export const UNASKED_WINDOW_MS = 10_000;

/** What a no makes of a challenge. */
const STATE_AFTER_REPLY = { decline: 'declined', busy: 'busy', gone: 'offline' } as const;

export interface ChallengesDeps {
  readonly lobby: LobbyClient;
  readonly randomBytes: RandomBytes;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** This player's id now. */
  readonly self: () => string | null;
  /** Whether a game is under way, so that none with that peer can begin. */
  readonly busyFor: (peer: string) => boolean;
  /** Both want to play: meet that peer. */
  readonly begin: (peer: string) => void;
  /** After a yes on both sides the peer is not going to meet us. */
  readonly withdrawn: (peer: string, why: ConnectFailure) => void;
  /** Peers that may reach this browser have changed. */
  readonly wantedChanged: () => void;
}

export interface Challenges {
  readonly store: ChallengesStore;
  received(from: string, challenge: string): void;
  replied(from: string, challenge: string, reply: ChallengeReply): void;
  cancelled(from: string, challenge: string): void;
  /** This player does not go to meet that peer after all: it is told. */
  givenUp(peer: string): void;
  /** Whoever left the lobby can no longer be answered. */
  dropAbsent(isHere: (id: string) => boolean): void;
  /** Nobody waits for an answer, on either side. */
  areSettled(): boolean;
  /** Peers whose offers are welcome: whom this player has asked. */
  wanted(): readonly string[];
  /** Calls everything off, in both directions: this id goes away. */
  clear(): void;
}

export function createChallenges(deps: ChallengesDeps): Challenges {
  const { lobby } = deps;
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** Whom the last yes was about, and the challenges that led to it: either side may still call it off. */
  let agreed: { readonly peer: string; readonly challenges: readonly string[] } | null = null;
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
    if (openTo(to) !== undefined || deps.busyFor(to)) return;
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
    // It may still be handed over late: nobody should answer to a challenge that is shown as failed.
    if (outcome === 'timeout' || outcome === 'challenge/unconfirmed') sendCancel(now);
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
    if (found === undefined || deps.busyFor(found.from) || !lobby.live) return;
    // Begins first: that makes the peer welcome before it learns that it may call.
    agree(found.from, [challenge]);
    const outcome = await sendReply(found.from, challenge, 'accept');
    if (outcome !== 'ack') deps.withdrawn(found.from, 'connect/no-answer');
  }

  /** Both want to play: all else is called off. The peer stays welcome throughout, so that its call is never refused. */
  function agree(peer: string, challenges: readonly string[]): void {
    agreed = { peer, challenges };
    const { incoming, outgoing } = forgetAll();
    deps.begin(peer);
    callOff(
      incoming.filter(({ from }) => from !== peer),
      outgoing.filter(({ to }) => to !== peer),
      'busy',
    );
  }

  function isAgreed(peer: string, challenge: string): boolean {
    return agreed?.peer === peer && agreed.challenges.includes(challenge);
  }

  function forgetAll(): Pick<ChallengesState, 'incoming' | 'outgoing'> {
    const { incoming, outgoing } = store.getState();
    for (const challenge of timers.keys()) forget(challenge);
    store.setState({ incoming: [], outgoing: [] });
    return { incoming, outgoing };
  }

  function callOff(
    incoming: readonly IncomingChallenge[],
    outgoing: readonly OutgoingChallenge[],
    reply: ChallengeReply,
  ): void {
    for (const { from, challenge } of incoming) void sendReply(from, challenge, reply);
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
    areSettled: () => act().incoming.length === 0 && wanted().length === 0,
    received(from, challenge) {
      const { incoming } = store.getState();
      if (incoming.some((one) => one.challenge === challenge)) return;
      const mine = openTo(from);
      if (!deps.busyFor(from) && mine !== undefined) {
        // Both asked: that is a yes from both, and one game comes of it.
        agree(from, [challenge, mine.challenge]);
        void sendReply(from, challenge, 'accept');
        return;
      }
      for (const older of incoming) if (older.from === from) removeIncoming(older.challenge);
      if (deps.busyFor(from) || store.getState().incoming.length >= INCOMING_MAX) {
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
      if (mine?.to === from && isOpen(mine)) {
        if (reply === 'accept') agree(from, [challenge]);
        else settle(challenge, STATE_AFTER_REPLY[reply]);
      } else if (reply === 'accept' && !isAgreed(from, challenge) && mayAnswer()) {
        // A yes to what was called off, or forgotten by a reload: its sender is told instead of being left to wait.
        sendCancel({ to: from, challenge });
      }
    },
    cancelled(from, challenge) {
      const found = store.getState().incoming.find((one) => one.challenge === challenge);
      if (found?.from === from) removeIncoming(challenge);
      else if (isAgreed(from, challenge)) {
        agreed = null;
        deps.withdrawn(from, 'connect/called-off');
      }
    },
    givenUp(peer) {
      const [challenge] = agreed?.peer === peer ? agreed.challenges : [];
      agreed = null;
      if (challenge !== undefined) sendCancel({ to: peer, challenge });
    },
    dropAbsent(isHere) {
      for (const { from, challenge } of store.getState().incoming) {
        if (!isHere(from)) removeIncoming(challenge);
      }
    },
    clear() {
      const { incoming, outgoing } = forgetAll();
      deps.wantedChanged();
      callOff(incoming, outgoing, 'gone');
    },
  };
}
