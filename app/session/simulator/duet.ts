/**
 * Two sessions side by side, with the frames between them delivered by hand: for tests that need one exact
 * order of events, and for the golden transcripts.
 */
import { type Move, moveOf } from '../../game/index.ts';
import { wakeAt } from '../clock.ts';
import { parseSessionRecord, type SessionRecord } from '../record.ts';
import { createSession, resumeSession, step, viewOf } from '../session.ts';
import type { Effect, Notice, SessionEvent, SessionState, SessionTiming } from '../state.ts';
import type { TossRecord } from '../toss.ts';
import type { SessionView } from '../view.ts';
import type { Action } from './player.ts';

/** With the default secrets Ann plays X. */
export const NAMES = ['ann', 'bob'] as const;
export type Name = (typeof NAMES)[number];

export interface DuetOptions {
  readonly timing?: Partial<SessionTiming>;
  readonly secrets?: Readonly<Record<Name, string>>;
  readonly stored?: Partial<Record<Name, TossRecord | null>>;
}

/** What happened, in order. */
export type Entry =
  | { readonly who: Name; readonly event: SessionEvent }
  | { readonly who: Name; readonly effect: Effect }
  | { readonly who: Name; readonly page: 'loaded' };

/** No honest exchange takes as many frames. */
const FRAMES_MAX = 5_000;

/** No game is shorter: X wins with its ninth move. Each move is written as board and cell. */
export const SHORTEST_WIN = movesOf('51 12 23 38 81 15 57 78 84 42 25 58 87 72 24 45 54');

const IDS = { ann: 'calm-otters-sing', bob: 'rare-geckos-jam' } as const;
const SECRETS = { ann: '1a'.repeat(32), bob: '2b'.repeat(32) } as const;

function otherOf(name: Name): Name {
  return name === 'ann' ? 'bob' : 'ann';
}

function movesOf(text: string): readonly Move[] {
  return text.split(' ').map((move) => moveOf(Number(move[0]), Number(move[1])));
}

export class Duet {
  readonly entries: Entry[] = [];
  readonly #sides: Record<Name, SessionState>;
  /** What each side has stored, the last one last. */
  readonly #records: Record<Name, string[]> = { ann: [], bob: [] };
  readonly #inbox: Record<Name, string[]> = { ann: [], bob: [] };
  readonly #timing: Partial<SessionTiming>;
  /** ms */
  now = 0;

  constructor({ timing = {}, secrets = SECRETS, stored = {} }: DuetOptions = {}) {
    this.#timing = timing;
    const create = (self: Name): SessionState => {
      const { state, effects } = createSession({
        self: IDS[self],
        peer: IDS[otherOf(self)],
        build: 'golden',
        secret: secrets[self],
        toss: stored[self] ?? null,
        at: 0,
        timing,
      });
      for (const effect of effects) this.#run(self, effect);
      return state;
    };
    this.#sides = { ann: create('ann'), bob: create('bob') };
  }

  state(name: Name): SessionState {
    return this.#sides[name];
  }

  view(name: Name): SessionView {
    return viewOf(this.#sides[name]);
  }

  /** Opens a link on both sides, the first or another one, and delivers all that follows. */
  open(): this {
    this.lose('ann').lose('bob');
    for (const name of NAMES) this.feed(name, { type: 'link-open', at: this.now });
    return this.deliver();
  }

  /** The link is gone, with all that is under way on it. Each side is told, or goes on talking into the void. */
  cut(told: readonly Name[] = NAMES): this {
    this.lose('ann').lose('bob');
    for (const name of told) this.feed(name, { type: 'link-closed', at: this.now });
    return this;
  }

  /** What this side has stored so far, the last one last. */
  records(name: Name): readonly SessionRecord[] {
    return this.#records[name].map((text) => {
      const record = parseSessionRecord(JSON.parse(text));
      if (record === null) throw new Error('what was stored cannot be read');
      return record;
    });
  }

  /** A new page on this side, without a link, from what was stored last, or so many writes before (`forgotten`). */
  reload(
    name: Name,
    { forgotten = 0, silentMs = null }: { forgotten?: number; silentMs?: number | null } = {},
  ): this {
    this.lose('ann').lose('bob');
    this.#records[name].splice(Math.max(1, this.#records[name].length - forgotten));
    const record = this.records(name).at(-1);
    if (record === undefined) throw new Error('nothing was stored');
    this.#sides[name] = resumeSession({
      record,
      silentMs,
      build: 'golden',
      at: this.now,
      timing: this.#timing,
    });
    this.entries.push({ who: name, page: 'loaded' });
    return this;
  }

  /** The player on this side does something; what it sends waits for `deliver`. */
  act(name: Name, action: Action): readonly Effect[] {
    return this.feed(name, { ...action, at: this.now });
  }

  /** A whole turn: the move is made and delivered. */
  play(name: Name, move: number): this {
    this.act(name, { type: 'play', move });
    return this.deliver();
  }

  /** Moves in turn, X first, each made and delivered. */
  playAll(moves: readonly number[]): this {
    for (const move of moves) {
      const xToMove = (this.state('ann').match?.moves.length ?? 0) % 2 === 0;
      this.play(xToMove === (this.state('ann').match?.me === 'X') ? 'ann' : 'bob', move);
    }
    return this;
  }

  feed(name: Name, event: SessionEvent): readonly Effect[] {
    const { state, effects } = step(this.#sides[name], event);
    this.#sides[name] = state;
    this.entries.push({ who: name, event });
    for (const effect of effects) {
      this.entries.push({ who: name, effect });
      this.#run(name, effect);
    }
    return effects;
  }

  #run(name: Name, effect: Effect): void {
    if (effect.type === 'send') this.#inbox[otherOf(name)].push(effect.text);
    if (effect.type === 'store') this.#records[name].push(JSON.stringify(effect.record));
  }

  /** A frame that did not come from the other session. */
  inject(to: Name, frame: unknown): readonly Effect[] {
    const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
    return this.feed(to, { type: 'frame', text, at: this.now });
  }

  /** Delivers what waits, and what is sent in answer, until nothing does. With `to`, on that side alone. */
  deliver(to?: Name): this {
    const names = to === undefined ? NAMES : [to];
    let name = names.find((each) => this.#inbox[each].length > 0);
    for (let frames = 0; name !== undefined; frames += 1) {
      if (frames > FRAMES_MAX) throw new Error('the two sides never stop talking');
      const text = this.#inbox[name].shift();
      if (text !== undefined) this.feed(name, { type: 'frame', text, at: this.now });
      name = names.find((each) => this.#inbox[each].length > 0);
    }
    return this;
  }

  /** Throws away what waits for this side. */
  lose(to: Name): this {
    this.#inbox[to].length = 0;
    return this;
  }

  /** Lets time pass, with every tick at its time and every frame delivered at once unless `cut` is set. */
  advance(ms: number, { cut = false }: { cut?: boolean } = {}): this {
    const until = this.now + ms;
    for (let next = this.#nextWake(); next.at <= until; next = this.#nextWake()) {
      this.now = Math.max(this.now, next.at);
      this.feed(next.name, { type: 'tick', at: this.now });
      if (cut) this.lose('ann').lose('bob');
      else this.deliver();
    }
    this.now = until;
    return this;
  }

  /** Everything this side was told so far. */
  notices(name: Name): readonly Notice[] {
    return this.entries.flatMap((entry) =>
      entry.who === name && 'effect' in entry && entry.effect.type === 'notice' ? [entry.effect] : [],
    );
  }

  #nextWake(): { readonly name: Name; readonly at: number } {
    const ann = wakeAt(this.#sides.ann) ?? Infinity;
    const bob = wakeAt(this.#sides.bob) ?? Infinity;
    return ann <= bob ? { name: 'ann', at: ann } : { name: 'bob', at: bob };
  }
}
