/** Two sessions, a link between them and two players, on a clock of their own; everything follows from a seed. */
import { wakeAt } from '../clock.ts';
import { createSession, step as honestStep, viewOf } from '../session.ts';
import type { SessionEvent, SessionState, Step } from '../state.ts';
import { Invariants } from './invariants.ts';
import { Link, type LinkTraits, ORDERLY, type SideName } from './link.ts';
import { type Action, chooseAction, type Habits, LIVELY } from './player.ts';
import { type Random, seeded } from './random.ts';

type StepFunction = (state: SessionState, event: SessionEvent) => Step;

export interface SimulationOptions {
  readonly seed: number;
  readonly link?: LinkTraits;
  readonly habits?: Partial<Habits>;
  /** To show that the simulator notices: the state machine of side `a`, broken on purpose. */
  readonly sabotage?: StepFunction;
  /** To show the same of the link: what becomes of each frame. */
  readonly tamper?: (text: string) => string;
}

export interface SimulationReport {
  /** Games that came to a result on either side. */
  readonly games: number;
  readonly plies: number;
  readonly events: number;
  readonly frames: number;
  readonly results: readonly string[];
  readonly ends: readonly string[];
}

/** The simulation stopped at something that must not be. The seed replays it. */
export class SimulationFailure extends Error {
  constructor(seed: number, event: SessionEvent, side: SideName, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`seed ${seed}, at ${event.at} ms on side ${side}, event ${JSON.stringify(event)}: ${why}`, {
      cause,
    });
  }
}

/** After so long (ms, simulated) whoever is still there leaves. */
const LAST_CALL_MS = 120_000;

const OTHER = { a: 'b', b: 'a' } as const satisfies Record<SideName, SideName>;

/** Plays one session to its end. Throws a `SimulationFailure` when an invariant does not hold. */
export function simulate(options: SimulationOptions): SimulationReport {
  const simulation = new Simulation(options);
  return simulation.run();
}

class Simulation {
  readonly #options: SimulationOptions;
  readonly #random: Random;
  readonly #link: Link;
  readonly #habits: Habits;
  readonly #invariants = new Invariants();
  readonly #sides: Record<SideName, SessionState>;
  readonly #actAt: Record<SideName, number>;
  readonly #results = new Map<string, string>();
  #now = 0;
  #plies = 0;
  #events = 0;
  #frames = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = seeded(options.seed);
    this.#link = new Link(options.link ?? ORDERLY, this.#random);
    this.#habits = { ...LIVELY, ...options.habits };
    this.#sides = { a: this.#create('a'), b: this.#create('b') };
    this.#actAt = { a: 0, b: 0 };
  }

  run(): SimulationReport {
    this.#feed('a', { type: 'link-open', at: 0 });
    this.#feed('b', { type: 'link-open', at: 0 });
    while (this.#isRunning()) this.#advance();
    return {
      games: this.#results.size,
      plies: this.#plies,
      events: this.#events,
      frames: this.#frames,
      results: [...this.#results.values()],
      ends: [this.#sides.a, this.#sides.b].map(({ ended }) => ended?.reason ?? 'none'),
    };
  }

  #create(self: SideName): SessionState {
    const secret = this.#random.secret();
    // A lossy link may need many repetitions; that is not what is tested by giving up early.
    const timing = { handshakeMs: LAST_CALL_MS };
    return createSession({ self, peer: OTHER[self], build: 'sim', secret, toss: null, at: 0, timing }).state;
  }

  #isRunning(): boolean {
    return this.#sides.a.link === 'open' || this.#sides.b.link === 'open';
  }

  /** Lets the next thing happen: a frame arrives, a timer is due, or a player acts. */
  #advance(): void {
    const { a, b } = this.#sides;
    const times = [
      this.#link.nextAt(),
      wakeAt(a) ?? Infinity,
      wakeAt(b) ?? Infinity,
      this.#actAt.a,
      this.#actAt.b,
    ];
    const at = Math.min(...times);
    this.#now = Math.max(this.#now, at);
    switch (times.indexOf(at)) {
      case 0:
        this.#arrive();
        break;
      case 1:
        this.#feed('a', { type: 'tick', at });
        break;
      case 2:
        this.#feed('b', { type: 'tick', at });
        break;
      case 3:
        this.#act('a');
        break;
      default:
        this.#act('b');
    }
  }

  #arrive(): void {
    const frame = this.#link.take();
    if (frame === undefined) return;
    this.#frames += 1;
    const text = this.#options.tamper?.(frame.text) ?? frame.text;
    this.#feed(frame.to, { type: 'frame', text, at: this.#now });
  }

  #act(name: SideName): void {
    const state = this.#sides[name];
    this.#actAt[name] = this.#now + 1 + this.#random.below(this.#habits.thinkMs);
    if (state.ended !== null) this.#actAt[name] = Infinity;
    else if (this.#now > LAST_CALL_MS) this.#feed(name, { type: 'leave', closing: false, at: this.#now });
    else this.#command(name, chooseAction(viewOf(state), this.#habits, this.#random));
  }

  #command(name: SideName, action: Action | null): void {
    if (action !== null) this.#feed(name, { ...action, at: this.#now });
  }

  #feed(name: SideName, event: SessionEvent): void {
    this.#events += 1;
    const step = name === 'a' ? (this.#options.sabotage ?? honestStep) : honestStep;
    try {
      const before = this.#sides[name];
      const { state, effects } = step(before, event);
      this.#sides[name] = state;
      this.#count(event, before, state);
      for (const effect of effects) {
        if (effect.type === 'send') this.#link.send(OTHER[name], effect.text, this.#now);
        if (effect.type === 'close') this.#link.close(name);
      }
      this.#invariants.check(this.#sides, name);
    } catch (cause) {
      throw new SimulationFailure(this.#options.seed, event, name, cause);
    }
  }

  #count(event: SessionEvent, before: SessionState, { match }: SessionState): void {
    if (match === null || match === before.match) return;
    if (event.type === 'play') this.#plies += 1;
    if (match.verdict !== null) this.#results.set(match.id, match.verdict.by);
  }
}
