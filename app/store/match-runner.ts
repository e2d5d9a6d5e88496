/** Runs the one game with another person: its session, its line, the clock, and what must be stored. */
import { createStore } from 'zustand/vanilla';
import { createLine, REDIAL_BACKOFF } from '../net/index.ts';
import {
  createSession,
  type Effect,
  resumeSession,
  silentMsOf,
  type SessionEvent,
  type SessionState,
  step,
  viewOf,
  wakeAt,
} from '../session/index.ts';
import type { ConnectFailure, MatchStore } from './match.ts';
import { type MatchDeps, type MatchRunner, isWorthACall, newRun, type Run } from './match-run.ts';
import { isSame, mayComeBack, type Standing, standingOf } from './match-standing.ts';
import { chapterOf, matchOf, stageOf, withNotice } from './match-view.ts';
import { randomHex } from './random.ts';

/** From a yes on both sides to an open link, ms. */
export const CONNECT_TIMEOUT_MS = 20_000;

/** A page that said goodbye needs this long at the least to come back, ms. */
const RELOAD_MS = 1_000;

/**
 * Once packets pass again, so much later something small is said, ms. SCTP waits for up to 3 s before it repeats what was
 * lost, unless later packets are acknowledged: after 10 s of silence data flows again in 0.15 s so, and in 2 s without.
 */
const NUDGES_MS = [0, 50, 100, 150, 200] as const;

type Happening = SessionEvent extends infer E ? (E extends { at: number } ? Omit<E, 'at'> : never) : never;

export function createMatch(deps: MatchDeps): MatchRunner {
  /** The run that the screen shows. */
  let shown: Run | null = null;
  /** Those that were left and go on without the screen until their goodbye has arrived. */
  const lingering = new Set<Run>();
  let hidden = false;
  /** The page goes away: no new link is wanted. */
  let isClosing = false;
  let notices = 0;

  const store: MatchStore = createStore(() => ({
    match: null,
    play: (move) => tell({ type: 'play', move }),
    resign: () => tell({ type: 'resign' }),
    offerDraw: () => tell({ type: 'offer-draw' }),
    answerDraw: (accept) => tell({ type: accept ? 'accept-draw' : 'decline-draw' }),
    offerRematch: () => tell({ type: 'offer-rematch' }),
    answerRematch: (accept) => tell({ type: accept ? 'accept-rematch' : 'decline-rematch' }),
    claim: (as) => tell({ type: 'claim', as }),
    endDisputed: () => tell({ type: 'end-disputed' }),
    reconnectNow() {
      deps.hurry();
      shown?.line?.awake();
    },
    dismissNotice(key) {
      if (shown === null) return;
      shown.notices = shown.notices.filter((notice) => notice.key !== key);
      publish();
    },
    leave() {
      if (!mayAct()) return;
      part();
      publish();
    },
  }));

  function mayAct(): boolean {
    if (deps.owns()) return true;
    halt();
    return false;
  }

  function tell(happening: Happening): void {
    if (shown !== null) dispatch(shown, happening);
  }

  function dispatch(run: Run, happening: Happening): void {
    if (!mayAct()) return;
    advance(run, happening);
    publish();
  }

  function advance(run: Run, happening: Happening): void {
    const before = chapterOf(run.session);
    const next = step(run.session, { ...happening, at: deps.now() });
    run.session = next.state;
    // What was said about a game is old news once it has a result, or another one has begun.
    if (chapterOf(run.session) !== before) run.notices = [];
    perform(run, next.effects);
    scheduleWake(run);
  }

  function perform(run: Run, effects: readonly Effect[]): void {
    for (const effect of effects) {
      switch (effect.type) {
        case 'send':
          run.line?.send(effect.text);
          break;
        case 'store':
          run.record = effect.record;
          keep(run);
          break;
        case 'store-toss':
          deps.tosses.remember(effect.peer, effect.record);
          break;
        case 'notice':
          notices += 1;
          run.notices = withNotice(run.notices, effect, notices);
          break;
        case 'hang-up':
          // Their page said goodbye: nobody can answer at once.
          if (viewOf(run.session).absence?.why === 'closed') run.line?.expectAway(RELOAD_MS);
          run.line?.hangUp();
          break;
        case 'close':
          finish(run);
          break;
      }
    }
  }

  /** Only what somebody is meant to come back to is stored. */
  function keep(run: Run): void {
    if (run === shown && run.met && run.record !== null) run.kept = deps.games.remember(run.record);
  }

  function scheduleWake(run: Run): void {
    clearTimeout(run.wake);
    const at = wakeAt(run.session);
    if (at === null) return;
    run.wake = setTimeout(() => dispatch(run, { type: 'tick' }), Math.max(0, at - deps.now()));
  }

  function standing(): Standing {
    return standingOf(store.getState().match);
  }

  function publish(): void {
    const before = standing();
    store.setState({ match: shown === null ? null : matchOf(shown, deps.now()) });
    if (!isSame(before, standing())) deps.changed();
  }

  function open(peer: string, session: SessionState, met: boolean): Run {
    const run = newRun(peer, session, met);
    shown = run;
    return run;
  }

  /** Publishes first: the service has to know whom we expect before anybody calls. */
  function connect(run: Run): void {
    if (hidden) advance(run, { type: 'page', state: 'hidden' });
    scheduleWake(run);
    publish();
    if (run.session.link === 'closed') return;
    run.line = createLine(
      {
        self: run.session.self,
        peer: run.peer,
        firstMeeting: !run.met,
        dial: (peer) => (isWorthACall(run, deps.now()) && !isClosing && deps.owns() ? deps.dial(peer) : null),
        backoff: REDIAL_BACKOFF,
        random: deps.jitter,
        now: deps.now,
      },
      {
        opened() {
          if (!mayAct()) return;
          clearTimeout(run.deadline);
          run.met = true;
          // From now on they may know of this session, so it has to be known here as well.
          keep(run);
          dispatch(run, { type: 'link-open' });
        },
        text: (text) => dispatch(run, { type: 'frame', text }),
        closed() {
          dispatch(run, { type: 'link-closed' });
          awaitGame(run);
          if (run.session.link === 'closed') finish(run);
        },
        revived() {
          for (const ms of NUDGES_MS) setTimeout(() => dispatch(run, { type: 'nudge' }), ms);
        },
        changed() {
          // Another try would take as long, and there is no game yet to wait for.
          if (run.line?.isUnrelayed === true) fail(run, 'connect/no-relay');
          publish();
        },
      },
    );
    awaitGame(run);
    publish();
  }

  /** Before there is a game to come back to, nobody waits for ever. */
  function awaitGame(run: Run): void {
    clearTimeout(run.deadline);
    if (run.session.match === null) run.deadline = setTimeout(() => fail(run), CONNECT_TIMEOUT_MS);
  }

  /** Nothing more is said on a link, nor waited for. */
  function finish(run: Run): void {
    if (run === shown && mayComeBack(run.session.ended)) run.line?.hangUp();
    else stop(run);
  }

  function stop(run: Run): void {
    clearTimeout(run.deadline);
    clearTimeout(run.wake);
    lingering.delete(run);
    run.line?.close();
  }

  function fail(run: Run, why?: ConnectFailure): void {
    const isOn = run.session.match !== null || run.session.ended !== null || stageOf(run) === 'open';
    if (isOn || run.failure !== null) return;
    if (run === shown && run.met) deps.games.forget();
    // They would look for us for as long as they have patience.
    if (why === 'connect/no-relay') giveUp(run);
    run.failure = why ?? (stageOf(run) === 'checking' ? 'connect/no-path' : 'connect/no-answer');
    stop(run);
    publish();
  }

  function giveUp(run: Run | null): void {
    if (run !== null && !run.met && run.failure === null) deps.givenUp(run.peer);
  }

  /** Leaves what is shown, without publishing it. */
  function part(): void {
    const left = shown;
    if (left === null) return;
    shown = null;
    giveUp(left);
    if (left.met) deps.games.forget();
    advance(left, { type: 'leave' });
    const { link, ended } = left.session;
    if (link === 'open' && ended?.reason !== 'disputed') lingering.add(left);
    else stop(left);
  }

  function halt(): void {
    const halted = shown === null ? [...lingering] : [...lingering, shown];
    shown = null;
    for (const run of halted) {
      clearTimeout(run.wake);
      stop(run);
    }
    publish();
  }

  return {
    store,
    opponent: () => standing().opponent,
    expected: () => standing().expected,
    isAlone: () => standing().isAlone,
    busyFor(peer) {
      const { opponent, isAlone } = standing();
      return opponent !== null && (opponent !== peer || !isAlone);
    },
    begin(peer) {
      const self = deps.self();
      if (self === null || !mayAct()) return;
      part();
      const created = createSession({
        self,
        peer,
        build: deps.build,
        secret: randomHex(deps.randomBytes, 32),
        toss: deps.tosses.recall(peer),
        at: deps.now(),
        timing: deps.timing,
      });
      const run = open(peer, created.state, false);
      perform(run, created.effects);
      connect(run);
    },
    resume() {
      const self = deps.self();
      const stored = self === null ? null : deps.games.recall(self);
      if (stored === null || shown !== null) return;
      const { build, timing } = deps;
      const session = resumeSession({ ...stored, build, at: deps.now(), timing });
      connect(open(stored.record.peer, session, true));
    },
    incoming(link) {
      if (shown?.peer === link.peer && shown.failure === null && shown.line !== null) {
        shown.line.incoming(link);
      } else link.close();
    },
    unavailable(peer) {
      if (shown?.peer === peer) shown.line?.unavailable();
    },
    withdrawn(peer, why) {
      if (shown?.peer === peer) fail(shown, why);
    },
    awake: () => shown?.line?.awake(),
    hidden(isHidden) {
      hidden = isHidden;
      tell({ type: 'page', state: isHidden ? 'hidden' : 'visible' });
      if (!isHidden) shown?.line?.awake();
    },
    closing() {
      isClosing = true;
      giveUp(shown);
      const silentMs = shown === null ? null : silentMsOf(shown.session, deps.now());
      if (silentMs !== null) deps.games.partedAfter(silentMs);
      tell({ type: 'page', state: 'closing' });
      if (shown !== null) stop(shown);
    },
    halt,
  };
}
