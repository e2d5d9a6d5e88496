/** One side of a simulation: a page with a session in it, what it has stored, and a clock of its own. */
import { silentMsOf } from '../absence.ts';
import { wakeAt } from '../clock.ts';
import { parseSessionRecord } from '../record.ts';
import { createSession, resumeSession, step as honestStep, viewOf } from '../session.ts';
import type { Effect, SessionEvent, SessionState, SessionTiming, Step } from '../state.ts';
import { parseTossRecord } from '../toss.ts';
import type { SessionView } from '../view.ts';
import type { Link, SideName } from './link.ts';
import type { Random } from './random.ts';

export type StepFunction = (state: SessionState, event: SessionEvent) => Step;

/** An event without its time. */
export type Happening = SessionEvent extends infer E
  ? E extends { at: number }
    ? Omit<E, 'at'>
    : never
  : never;

const OTHER = { a: 'b', b: 'a' } as const satisfies Record<SideName, SideName>;

export class Page {
  readonly name: SideName;
  readonly #timing: Partial<SessionTiming>;
  readonly #step: StepFunction;
  /** The texts that were stored, the last one last. */
  readonly #records: string[] = [];
  #toss: string | null = null;
  /** Null while there is no page. */
  #state: SessionState | null;
  /** What the page's clock shows more than the world's, ms. */
  #offset = 0;
  #crashAfter: number | null = null;
  /** When the other side was last heard before the goodbye of the last page (world's ms); null if it said none. */
  #lastHeardAt: number | null = null;
  link: Link | null = null;
  /** Until then (world's ms) the page hears nothing. */
  asleepUntil = 0;

  constructor(
    name: SideName,
    random: Random,
    timing: Partial<SessionTiming>,
    step: StepFunction = honestStep,
  ) {
    this.name = name;
    this.#timing = timing;
    this.#step = step;
    const secret = random.secret();
    const init = { self: name, peer: OTHER[name], build: 'sim', secret, toss: null, at: 0, timing };
    const created = createSession(init);
    this.#state = created.state;
    this.#perform(created.effects, 0);
  }

  get state(): SessionState | null {
    return this.#state;
  }

  view(): SessionView | null {
    return this.#state === null ? null : viewOf(this.#state);
  }

  /** When it next wants a tick, in the world's ms. */
  wakeAt(): number {
    const at = this.#state === null ? null : wakeAt(this.#state);
    return at === null ? Infinity : Math.max(at - this.#offset, this.asleepUntil);
  }

  /** Takes an event. @returns the state before it, or null when there is no page (any more) that has handled it */
  take(happening: Happening, now: number): SessionState | null {
    const before = this.#state;
    if (before === null) return null;
    const { state, effects } = this.#step(before, { ...happening, at: now + this.#offset });
    if (happening.type === 'page' && happening.state === 'closing') {
      const silentMs = silentMsOf(before, now + this.#offset);
      this.#lastHeardAt = silentMs === null ? null : now - silentMs;
    }
    const crashAfter = this.#crashAfter;
    this.#crashAfter = null;
    this.#state = crashAfter === null ? state : null;
    this.#perform(crashAfter === null ? effects : effects.slice(0, crashAfter), now);
    return crashAfter === null ? before : null;
  }

  /** At its next event the page is gone after so many effects. */
  crashAfter(effects: number): void {
    this.#crashAfter = effects;
  }

  /** The page is gone, and its link with it. */
  die(): void {
    this.#state = null;
    this.link = null;
  }

  jump(ms: number): void {
    this.#offset += ms;
  }

  /** A new page with what the last one has stored, or with what was stored a few writes before. */
  revive(now: number, forgotten: number): void {
    // A clock that counts from the start of the page.
    this.#offset = -now;
    this.#records.splice(Math.max(1, this.#records.length - forgotten));
    const record = parseSessionRecord(JSON.parse(this.#records.at(-1) ?? 'null'));
    if (record === null) throw new Error('what was stored cannot be read');
    if (this.#toss !== null && parseTossRecord(JSON.parse(this.#toss)) === null)
      throw new Error('a bad toss');
    const silentMs = this.#lastHeardAt === null ? null : now - this.#lastHeardAt;
    this.#lastHeardAt = null;
    this.#state = resumeSession({ record, silentMs, build: 'sim', at: 0, timing: this.#timing });
    this.#crashAfter = null;
    this.asleepUntil = 0;
  }

  #perform(effects: readonly Effect[], now: number): void {
    for (const effect of effects) {
      switch (effect.type) {
        case 'store':
          this.#records.push(JSON.stringify(effect.record));
          break;
        case 'store-toss':
          this.#toss = JSON.stringify(effect.record);
          break;
        case 'send':
          this.link?.send(OTHER[this.name], effect.text, now);
          break;
        case 'hang-up':
        case 'close':
          this.link = null;
          break;
        case 'notice':
          break;
      }
    }
  }
}
