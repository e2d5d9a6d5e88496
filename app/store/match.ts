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
import type { Tosses } from './tosses.ts';

/** The steps from an accepted challenge to the first move, in order. */
export const CONNECT_STEPS = ['find', 'connect', 'greet', 'toss'] as const;
export type ConnectStep = (typeof CONNECT_STEPS)[number];

export type ConnectFailure =
  /** they did not answer through the service */
  | 'connect/no-answer'
  /** both sides answered, but no path between the two networks was found */
  | 'connect/no-path'
  /** they took their yes or their challenge back */
  | 'connect/called-off';

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
  readonly tosses: Tosses;
  readonly randomBytes: RandomBytes;
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly build: string;
  readonly self: () => string;
  readonly dial: (peer: string) => Link | null;
  /** The peer, or whether the game still needs it, has changed. */
  readonly changed: () => void;
  /** This player has gone before the link was open: only the service can still tell the peer. */
  readonly givenUp: (peer: string) => void;
}

export interface MatchRunner {
  readonly store: MatchStore;
  /** The opponent while a game is under way: its links are welcome, and no other game can begin. */
  opponent(): string | null;
  begin(peer: string): void;
  incoming(link: Link): void;
  /** The peer is not going to meet us after all. */
  withdrawn(peer: string, why: ConnectFailure): void;
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

/** Runs the effects of a session: the link, the clock, what must be stored. */
export function createMatch(deps: MatchDeps): MatchRunner {
  /** The run that the screen shows. One that was left goes on without it until its goodbye has arrived. */
  let shown: Run | null = null;
  let notices = 0;

  const store: MatchStore = createStore(() => ({
    match: null,
    play: (move) => command({ type: 'play', move }),
    resign: () => command({ type: 'resign' }),
    offerDraw: () => command({ type: 'offer-draw' }),
    answerDraw: (accept) => command({ type: accept ? 'accept-draw' : 'decline-draw' }),
    offerRematch: () => command({ type: 'offer-rematch' }),
    answerRematch: (accept) => command({ type: accept ? 'accept-rematch' : 'decline-rematch' }),
    dismissNotice(key) {
      if (shown === null) return;
      shown.notices = shown.notices.filter((notice) => notice.key !== key);
      publish();
    },
    leave,
  }));

  function command(given: Command): void {
    if (shown !== null) dispatch(shown, given);
  }

  function dispatch(run: Run, given: Command): void {
    const before = chapterOf(run);
    const next = step(run.session, { ...given, at: deps.now() });
    run.session = next.state;
    // What was said about a game is old news once it has a result, or another one has begun.
    if (chapterOf(run) !== before) run.notices = [];
    perform(run, next.effects);
    scheduleWake(run);
    publish();
  }

  function perform(run: Run, effects: readonly Effect[]): void {
    for (const effect of effects) {
      switch (effect.type) {
        case 'send':
          run.link?.send(effect.text);
          break;
        case 'store-toss':
          deps.tosses.remember(effect.peer, effect.record);
          break;
        case 'notice':
          notices += 1;
          run.notices = [...run.notices, readable(effect, notices)].slice(-NOTICES_MAX);
          break;
        case 'close':
          clearTimeout(run.deadline);
          run.link?.close();
          break;
      }
    }
  }

  function scheduleWake(run: Run): void {
    clearTimeout(run.wake);
    const at = wakeAt(run.session);
    if (at === null) return;
    run.wake = setTimeout(() => dispatch(run, { type: 'tick' }), Math.max(0, at - deps.now()));
  }

  function publish(): void {
    const before = isUnderWay(store.getState().match);
    store.setState({ match: shown === null ? null : matchOf(shown) });
    if (isUnderWay(store.getState().match) !== before) deps.changed();
  }

  function fail(run: Run, why?: ConnectFailure): void {
    if (run.stage === 'open' || run.failure !== null) return;
    clearTimeout(run.deadline);
    run.failure = why ?? (run.stage === 'checking' ? 'connect/no-path' : 'connect/no-answer');
    run.link?.close();
    publish();
  }

  function attach(run: Run, link: Link): void {
    run.link = link;
    link.listen({
      stage(stage) {
        if (run.stage !== 'open') run.stage = stage;
        publish();
      },
      open() {
        clearTimeout(run.deadline);
        run.stage = 'open';
        dispatch(run, { type: 'link-open' });
      },
      text: (text) => dispatch(run, { type: 'frame', text }),
      closed() {
        if (run.stage === 'open') dispatch(run, { type: 'link-closed' });
        else fail(run);
      },
    });
  }

  function giveUp(run: Run | null): void {
    if (run !== null && run.stage !== 'open' && run.failure === null) deps.givenUp(run.peer);
  }

  function leave(): void {
    const left = shown;
    if (left === null) return;
    shown = null;
    clearTimeout(left.deadline);
    giveUp(left);
    dispatch(left, { type: 'leave', closing: false });
  }

  return {
    store,
    opponent() {
      const { match } = store.getState();
      return match !== null && isUnderWay(match) ? match.peer : null;
    },
    begin(peer) {
      leave();
      const created = createSession({
        self: deps.self(),
        peer,
        build: deps.build,
        secret: randomHex(deps.randomBytes, 32),
        toss: deps.tosses.recall(peer),
        at: deps.now(),
      });
      const run: Run = {
        peer,
        session: created.state,
        link: null,
        stage: 'dialing',
        failure: null,
        notices: [],
        wake: undefined,
        deadline: setTimeout(() => fail(run), CONNECT_TIMEOUT_MS),
      };
      shown = run;
      perform(run, created.effects);
      scheduleWake(run);
      publish();
      // Both know both ids, so both know who calls: there is only ever one link to choose from.
      if (deps.self() < peer) {
        const link = deps.dial(peer);
        if (link === null) fail(run);
        else attach(run, link);
      }
    },
    incoming(link) {
      if (shown === null || shown.link !== null || shown.failure !== null || link.peer !== shown.peer)
        link.close();
      else attach(shown, link);
    },
    withdrawn(peer, why) {
      if (shown?.peer === peer) fail(shown, why);
    },
    closing() {
      giveUp(shown);
      command({ type: 'leave', closing: true });
    },
  };
}

/** Changes when a game begins or gets its result. */
function chapterOf({ session }: Run): string {
  const { game } = viewOf(session);
  return game === null ? '' : `${game.id} ${game.result === null}`;
}

function matchOf({ peer, session: state, stage, failure, notices }: Run): Match {
  const session = viewOf(state);
  return { peer, failure, session, notices, step: stepOf(stage, session) };
}

function readable({ code, rule, refusal }: Notice, key: number): MatchNotice {
  return { key, code, detail: rule ?? refusal ?? null };
}

/** Whether two people are at it: connecting, playing, or talking about a rematch. */
export function isUnderWay(match: Match | null): boolean {
  return match !== null && match.failure === null && match.session.ended === null;
}

function stepOf(stage: LinkStage | 'open', session: SessionView): ConnectStep | null {
  if (session.ended !== null) return null;
  if (stage === 'dialing') return 'find';
  if (stage === 'checking') return 'connect';
  if (session.phase === 'tossing') return 'toss';
  return session.phase === 'playing' || session.phase === 'over' ? null : 'greet';
}
