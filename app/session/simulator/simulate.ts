/**
 * Two pages, a link between them and two players, with all that may go wrong, on a clock of their own. Everything
 * follows from a seed.
 */
import type { SessionState, SessionTiming } from '../state.ts';
import { FAULT_KINDS, type Faults, lasting, NO_FAULTS } from './faults.ts';
import { agreement, Invariants } from './invariants.ts';
import { Link, ORDERLY, type SideName } from './link.ts';
import { type Happening, Page } from './page.ts';
import { chooseAction, type Habits, LIVELY } from './player.ts';
import { type Random, seeded } from './random.ts';
import { SimulationFailure, type SimulationOptions, type SimulationReport } from './report.ts';

/** After so long (ms, simulated) nothing breaks any more, and nobody plays: the two sides settle what is open. */
const LAST_CALL_MS = 120_000;

/** They have to be done by then. */
const SETTLED_MS = LAST_CALL_MS + 300_000;

/** Absence is short here, so that much of it fits into a run. The proportions are those of the defaults. */
const TIMING: Partial<SessionTiming> = {
  pingEveryMs: 500,
  quietAfterMs: 1_500,
  lostAfterMs: 3_000,
  asleepAfterMs: 1_500,
  claimAfterByeMs: 2_500,
  claimAfterSilenceMs: 10_000,
  claimAfterHiddenMs: 15_000,
  // A lossy link may need many repetitions; that is not what is tested by giving up early.
  handshakeMs: SETTLED_MS,
};

const NAMES = ['a', 'b'] as const;
const OTHER = { a: 'b', b: 'a' } as const satisfies Record<SideName, SideName>;

/** Plays one session to its end. Throws a `SimulationFailure` when an invariant does not hold. */
export function simulate(options: SimulationOptions): SimulationReport {
  const simulation = new Simulation(options);
  return simulation.run();
}

class Simulation {
  readonly #options: SimulationOptions;
  readonly #random: Random;
  readonly #habits: Habits;
  readonly #faults: Faults;
  readonly #invariants: Invariants;
  readonly #pages: Record<SideName, Page>;
  readonly #actAt: Record<SideName, number> = { a: 0, b: 0 };
  readonly #reviveAt: Record<SideName, number> = { a: Infinity, b: Infinity };
  readonly #results = new Map<string, string>();
  readonly #struck: string[] = [];
  /** The one link over which frames still arrive. */
  #link: Link | null = null;
  #linkAt = 0;
  #faultAt: number;
  #now = 0;
  #plies = 0;
  #events = 0;
  #frames = 0;
  #links = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = seeded(options.seed);
    this.#habits = { ...LIVELY, ...options.habits };
    this.#faults = options.faults ?? NO_FAULTS;
    this.#invariants = new Invariants({ mayForget: this.#faults.forget > 0 });
    this.#pages = {
      a: new Page('a', this.#random, TIMING, options.sabotage),
      b: new Page('b', this.#random, TIMING),
    };
    this.#faultAt = this.#nextFault();
  }

  run(): SimulationReport {
    while (!this.#isOver()) this.#advance();
    const states = NAMES.map((name) => this.#pages[name].state);
    return {
      games: this.#results.size,
      plies: this.#plies,
      events: this.#events,
      frames: this.#frames,
      relinks: this.#links - 1,
      faults: this.#struck,
      results: [...this.#results.values()],
      ends: states.map((state) => {
        const ended = state?.ended ?? null;
        return ended?.reason === 'disputed' ? ended.code : (ended?.reason ?? 'none');
      }),
    };
  }

  /** Whoever has left does not come back; the other one is alone then. */
  #isOver(): boolean {
    const { a, b } = this.#pages;
    if (a.state === null || b.state === null) return false;
    const ended = a.state.ended !== null && b.state.ended !== null;
    if (ended && a.state.link !== 'open' && b.state.link !== 'open') return this.#settled();
    if (this.#now < LAST_CALL_MS) return false;
    const left = [a.state, b.state].find((state) => state.ended?.reason === 'left');
    if (left !== undefined && left.link !== 'open' && this.#link === null) return true;
    return this.#settled();
  }

  #settled(): boolean {
    const { a, b } = this.#pages;
    if (a.state === null || b.state === null) return false;
    try {
      return agreement(a.state, b.state);
    } catch (cause) {
      throw new SimulationFailure(this.#options.seed, `at ${this.#now} ms`, cause);
    }
  }

  /** Lets the next thing happen: a frame arrives, a timer is due, a player acts, or something breaks. */
  #advance(): void {
    const { a, b } = this.#pages;
    const happenings: readonly (readonly [at: number, () => void])[] = [
      [this.#frameAt(), () => this.#arrive()],
      [a.wakeAt(), () => this.#feed('a', { type: 'tick' })],
      [b.wakeAt(), () => this.#feed('b', { type: 'tick' })],
      [Math.max(this.#actAt.a, a.asleepUntil), () => this.#act('a')],
      [Math.max(this.#actAt.b, b.asleepUntil), () => this.#act('b')],
      [this.#reviveAt.a, () => this.#revive('a')],
      [this.#reviveAt.b, () => this.#revive('b')],
      [this.#relinkAt(), () => this.#relink()],
      [this.#faultAt, () => this.#strike()],
    ];
    let [at, happen] = happenings[0] ?? [Infinity, () => undefined];
    for (const [other, next] of happenings) if (other < at) [at, happen] = [other, next];
    if (at > SETTLED_MS) {
      throw new SimulationFailure(this.#options.seed, `at ${this.#now} ms`, 'the two sides do not settle');
    }
    this.#now = Math.max(this.#now, at);
    happen();
  }

  #frameAt(): number {
    const next = this.#link?.next();
    return next === undefined ? Infinity : Math.max(next.at, this.#pages[next.to].asleepUntil);
  }

  #arrive(): void {
    const frame = this.#link?.take();
    if (frame === undefined || this.#pages[frame.to].link !== this.#link) return;
    this.#frames += 1;
    this.#feed(frame.to, { type: 'frame', text: this.#options.tamper?.(frame.text) ?? frame.text });
  }

  #act(name: SideName): void {
    this.#actAt[name] = this.#now + 1 + this.#random.below(this.#habits.thinkMs);
    const view = this.#pages[name].view();
    if (view === null || view.ended !== null || this.#now > LAST_CALL_MS) {
      if (this.#now > LAST_CALL_MS) this.#actAt[name] = Infinity;
      return;
    }
    const action = chooseAction(view, this.#habits, this.#random);
    if (action !== null) this.#feed(name, action);
  }

  /** A new link is made while one side misses it and both have a page; it replaces whatever the other one has. */
  #relinkAt(): number {
    const wanted = NAMES.some((name) => this.#pages[name].link === null && this.#wantsLink(name));
    const { a, b } = this.#pages;
    if (!wanted || a.state === null || b.state === null) {
      this.#linkAt = -1;
      return Infinity;
    }
    if (this.#linkAt < 0) {
      this.#linkAt = this.#now + lasting(this.#faults, this.#random);
    }
    return Math.max(this.#linkAt, a.asleepUntil, b.asleepUntil);
  }

  #wantsLink(name: SideName): boolean {
    const { state } = this.#pages[name];
    const { state: other } = this.#pages[OTHER[name]];
    // Who has ended the game does not answer any more, unless it is for the other to find out about a dispute.
    const answers = other?.ended === null || other?.ended?.reason === 'disputed';
    return state !== null && state.ended === null && answers;
  }

  #relink(): void {
    this.#linkAt = -1;
    this.#links += 1;
    this.#link = new Link(this.#options.link ?? ORDERLY, this.#random, this.#now);
    for (const name of NAMES) {
      this.#pages[name].link = this.#link;
      this.#feed(name, { type: 'link-open' });
    }
  }

  #nextFault(): number {
    const { everyMs } = this.#faults;
    const at = everyMs === 0 ? Infinity : this.#now + this.#random.below(everyMs);
    return at < LAST_CALL_MS ? at : Infinity;
  }

  #strike(): void {
    this.#faultAt = this.#nextFault();
    const kind = this.#random.pick(FAULT_KINDS);
    const name = this.#random.pick(NAMES);
    const page = this.#pages[name];
    const forMs = lasting(this.#faults, this.#random);
    if (page.state === null) return;
    this.#struck.push(kind);
    switch (kind) {
      case 'cut':
        this.#cut();
        break;
      case 'reload':
        this.#feed(name, { type: 'page', state: 'closing' });
        this.#kill(name, forMs);
        break;
      case 'crash':
        // In the middle of whatever comes next.
        page.crashAfter(this.#random.below(4));
        break;
      case 'sleep':
        page.asleepUntil = this.#now + forMs;
        break;
      case 'clock':
        page.jump(this.#random.below(60_000));
        break;
    }
  }

  /** A side whose browser does not tell it keeps talking into the void until it notices the silence. */
  #cut(): void {
    this.#link = null;
    for (const name of NAMES) {
      const told = this.#pages[name].link !== null && this.#random.chance(0.5);
      if (!told) continue;
      this.#pages[name].link = null;
      this.#feed(name, { type: 'link-closed' });
    }
  }

  #kill(name: SideName, forMs: number): void {
    this.#pages[name].die();
    this.#reviveAt[name] = this.#now + forMs;
    if (this.#random.chance(0.5)) this.#cut();
  }

  #revive(name: SideName): void {
    this.#reviveAt[name] = Infinity;
    const forgotten = this.#random.chance(this.#faults.forget) ? 1 + this.#random.below(4) : 0;
    this.#pages[name].revive(this.#now, forgotten);
    this.#check(name, 'comes back');
  }

  #feed(name: SideName, happening: Happening): void {
    this.#events += 1;
    const what = `event ${JSON.stringify(happening)}`;
    try {
      const before = this.#pages[name].take(happening, this.#now);
      this.#count(happening, before, this.#pages[name].state);
      const crashed = this.#pages[name].state === null && this.#reviveAt[name] === Infinity;
      if (crashed) this.#kill(name, lasting(this.#faults, this.#random));
    } catch (cause) {
      throw new SimulationFailure(this.#options.seed, `at ${this.#now} ms on side ${name}, ${what}`, cause);
    }
    this.#check(name, what);
  }

  #count({ type }: Happening, before: SessionState | null, after: SessionState | null): void {
    const match = after?.match ?? null;
    if (before === null || match === null || match === before.match) return;
    if (type === 'play') this.#plies += 1;
    if (match.verdict !== null) this.#results.set(match.id, match.verdict.by);
  }

  #check(name: SideName, what: string): void {
    const { a, b } = this.#pages;
    try {
      this.#invariants.check({ a: a.state, b: b.state }, name);
    } catch (cause) {
      throw new SimulationFailure(this.#options.seed, `at ${this.#now} ms on side ${name}, ${what}`, cause);
    }
  }
}
