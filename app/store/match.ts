import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Move } from '../game/index.ts';
import {
  createSession,
  type Effect,
  type Notice,
  type SessionEvent,
  type SessionState,
  type SessionView,
  step,
  viewOf,
  wakeAt,
} from '../session/index.ts';
import type { Link, LinkStage } from '../net/index.ts';
import { type RandomBytes, randomHex } from './random.ts';
import type { KeyValue } from './storage.ts';
import { recallToss, rememberToss } from './tosses.ts';

/** The steps from an accepted challenge to the first move, in order. */
export const CONNECT_STEPS = ['find', 'connect', 'greet', 'toss'] as const;
export type ConnectStep = (typeof CONNECT_STEPS)[number];

export type ConnectFailure =
  /** they did not answer through the service */
  | 'connect/no-answer'
  /** both sides answered, but no path between the two networks was found */
  | 'connect/no-path';

/** Something that happened in the game and that the player should read; newest last. */
export interface MatchNotice {
  readonly key: number;
  /** A code such as `ply/illegal-move`; the words for it are the screen's. */
  readonly code: string;
  /** With `ply/illegal-move` the rule that was broken, with `peer/refused` the code they gave; else null. */
  readonly detail: string | null;
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

/** From a yes on both sides to an open link, ms. */
export const CONNECT_TIMEOUT_MS = 20_000;

/** Notices kept; a peer that causes more pushes its own older ones out. */
const NOTICES_MAX = 4;

export interface MatchDeps {
  readonly storage: KeyValue;
  readonly randomBytes: RandomBytes;
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly build: string;
  readonly self: () => string;
  readonly dial: (peer: string) => Link | null;
  /** The peer, or whether the game still needs it, has changed. */
  readonly changed: () => void;
}

export interface MatchRunner {
  readonly store: MatchStore;
  /** The opponent while a game is under way: its links are welcome, and no other game can begin. */
  opponent(): string | null;
  begin(peer: string): void;
  incoming(link: Link): void;
  /** The peer cannot be met after all. */
  withdrawn(peer: string): void;
  /** The page is going away. */
  closing(): void;
}

/** Everything about the match that is not for the screen. */
interface Run {
  readonly peer: string;
  session: SessionState;
  link: Link | null;
  stage: LinkStage | 'open';
  failure: ConnectFailure | null;
  notices: readonly MatchNotice[];
  wake: ReturnType<typeof setTimeout> | undefined;
  readonly deadline: ReturnType<typeof setTimeout>;
}

type Command = SessionEvent extends infer E ? (E extends { at: number } ? Omit<E, 'at'> : never) : never;

/** Runs the effects of one session at a time: the link, the clock, what must be stored. */
export function createMatch(deps: MatchDeps): MatchRunner {
  let run: Run | null = null;
  let notices = 0;

  const store: MatchStore = createStore(() => ({
    match: null,
    play: (move) => dispatch({ type: 'play', move }),
    resign: () => dispatch({ type: 'resign' }),
    offerDraw: () => dispatch({ type: 'offer-draw' }),
    answerDraw: (accept) => dispatch({ type: accept ? 'accept-draw' : 'decline-draw' }),
    offerRematch: () => dispatch({ type: 'offer-rematch' }),
    answerRematch: (accept) => dispatch({ type: accept ? 'accept-rematch' : 'decline-rematch' }),
    dismissNotice(key) {
      if (run === null) return;
      run.notices = run.notices.filter((notice) => notice.key !== key);
      publish();
    },
    leave() {
      dispatch({ type: 'leave', closing: false });
      end();
    },
  }));

  function dispatch(command: Command): void {
    if (run === null) return;
    const next = step(run.session, { ...command, at: deps.now() });
    run.session = next.state;
    perform(run, next.effects);
    scheduleWake(run);
    publish();
  }

  function perform(mine: Run, effects: readonly Effect[]): void {
    for (const effect of effects) {
      switch (effect.type) {
        case 'send':
          mine.link?.send(effect.text);
          break;
        case 'store-toss':
          rememberToss(deps.storage, effect.peer, effect.record);
          break;
        case 'notice':
          notices += 1;
          mine.notices = [...mine.notices, readable(effect, notices)].slice(-NOTICES_MAX);
          break;
        case 'close':
          mine.link?.close();
          break;
      }
    }
  }

  function scheduleWake(mine: Run): void {
    clearTimeout(mine.wake);
    const at = wakeAt(mine.session);
    if (at !== null) mine.wake = setTimeout(() => dispatch({ type: 'tick' }), Math.max(0, at - deps.now()));
  }

  function publish(): void {
    const before = store.getState().match;
    if (run === null) {
      store.setState({ match: null });
    } else {
      const session = viewOf(run.session);
      const { peer, failure } = run;
      store.setState({
        match: { peer, failure, session, notices: run.notices, step: stepOf(run.stage, session) },
      });
    }
    if (isUnderWay(before) !== isUnderWay(store.getState().match)) deps.changed();
  }

  function fail(mine: Run): void {
    if (run !== mine || mine.stage === 'open') return;
    clearTimeout(mine.deadline);
    mine.failure = mine.stage === 'checking' ? 'connect/no-path' : 'connect/no-answer';
    mine.link?.close();
    mine.link = null;
    publish();
  }

  function attach(mine: Run, link: Link): void {
    mine.link = link;
    link.listen({
      stage(stage) {
        if (mine.stage !== 'open') mine.stage = stage;
        publish();
      },
      open() {
        clearTimeout(mine.deadline);
        mine.stage = 'open';
        dispatch({ type: 'link-open' });
      },
      text: (text) => dispatch({ type: 'frame', text }),
      closed() {
        if (mine.stage === 'open') dispatch({ type: 'link-closed' });
        else fail(mine);
      },
    });
  }

  function end(): void {
    if (run === null) return;
    clearTimeout(run.wake);
    clearTimeout(run.deadline);
    run.link?.close();
    run = null;
    publish();
  }

  return {
    store,
    opponent() {
      const { match } = store.getState();
      return match !== null && isUnderWay(match) ? match.peer : null;
    },
    begin(peer) {
      end();
      const created = createSession({
        self: deps.self(),
        peer,
        build: deps.build,
        secret: randomHex(deps.randomBytes, 32),
        toss: recallToss(deps.storage, peer),
        at: deps.now(),
      });
      const mine: Run = {
        peer,
        session: created.state,
        link: null,
        stage: 'dialing',
        failure: null,
        notices: [],
        wake: undefined,
        deadline: setTimeout(() => fail(mine), CONNECT_TIMEOUT_MS),
      };
      run = mine;
      perform(mine, created.effects);
      scheduleWake(mine);
      publish();
      // Both know both ids, so both know who calls: there is only ever one link to choose from.
      if (deps.self() < peer) {
        const link = deps.dial(peer);
        if (link === null) fail(mine);
        else attach(mine, link);
      }
    },
    incoming(link) {
      if (run === null || run.link !== null || run.failure !== null || link.peer !== run.peer) link.close();
      else attach(run, link);
    },
    withdrawn(peer) {
      if (run?.peer === peer) fail(run);
    },
    closing: () => dispatch({ type: 'leave', closing: true }),
  };
}

function readable({ code, rule, refusal }: Notice, key: number): MatchNotice {
  return { key, code, detail: rule ?? refusal ?? null };
}

function isUnderWay(match: Match | null): boolean {
  return match !== null && match.failure === null && match.session.ended === null;
}

function stepOf(stage: LinkStage | 'open', session: SessionView): ConnectStep | null {
  if (session.ended !== null) return null;
  if (stage === 'dialing') return 'find';
  if (stage === 'checking') return 'connect';
  if (session.phase === 'tossing') return 'toss';
  return session.phase === 'playing' || session.phase === 'over' ? null : 'greet';
}
