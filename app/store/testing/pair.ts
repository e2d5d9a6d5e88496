/** Two people who run a match with each other, with sessions, lines and storage as in a browser, and links in memory. */
import { vi } from 'vitest';
import { legalMoves, type Move } from '../../game/index.ts';
import type { Link } from '../../net/index.ts';
import { type MemoryChannel, memoryLinks } from '../../net/memory.ts';
import type { LinkLoss } from '../../net/network.ts';
import type { SessionTiming } from '../../session/index.ts';
import { createGames } from '../games.ts';
import type { Match, MatchState } from '../match.ts';
import type { MatchRunner } from '../match-run.ts';
import { createMatch } from '../match-runner.ts';
import type { RandomBytes } from '../random.ts';
import { createTosses } from '../tosses.ts';
import { MemoryStorage } from './browser.ts';

export type Id = 'ann' | 'bob';

/** From an OFFER to its arrival, and from there to the open link, ms. */
const HOP_MS = 20;

/** From one end of a link to the other, ms. */
const FLIGHT_MS = 10;

interface PageDeps {
  readonly id: Id;
  readonly storage: MemoryStorage;
  readonly timing?: Partial<SessionTiming>;
  readonly randomBytes?: RandomBytes;
  readonly dial: (from: Page, peer: string) => Link | null;
}

/** Lets time pass until something has come true; an error if it does not within `ms`. */
export async function until(isTrue: () => boolean, ms = 30_000): Promise<void> {
  const from = performance.now();
  while (!isTrue()) {
    if (performance.now() - from > ms) throw new Error(`not within ${ms} ms: ${isTrue.toString()}`);
    await vi.advanceTimersByTimeAsync(5);
  }
}

/** Bytes that are the same for the same seed (a linear congruential generator, of which the high bits are good). */
function drawn(seed: number): RandomBytes {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state >>> 24;
  };
  return (length) => Uint8Array.from({ length }, next);
}

/** One page of one of them: a reload is the end of it. */
export class Page {
  readonly id: Id;
  readonly runner: MatchRunner;
  /** Whom it has called. */
  readonly dials: string[] = [];
  /** `opponent expected` at each `changed`. */
  readonly changes: string[] = [];
  readonly givenUp: string[] = [];
  /** What it has sent over any link. */
  readonly sent: string[] = [];
  owns = true;
  isGone = false;
  /** What it sends is lost: it has crashed, or is about to. */
  isMute = false;
  #leaptMs = 0;

  constructor({ id, storage, timing = {}, randomBytes = drawn(1), dial }: PageDeps) {
    this.id = id;
    this.runner = createMatch({
      tosses: createTosses(storage),
      games: createGames(storage),
      randomBytes,
      now: () => performance.now() + this.#leaptMs,
      jitter: () => 0,
      timing,
      build: 'test',
      self: () => id,
      dial: (peer) => {
        this.dials.push(peer);
        return dial(this, peer);
      },
      owns: () => this.owns,
      hurry: () => undefined,
      changed: () => this.changes.push(`${this.runner.opponent()} ${this.runner.expected()}`),
      givenUp: (peer) => this.givenUp.push(peer),
    });
  }

  get act(): MatchState {
    return this.runner.store.getState();
  }

  /** What the screen shows; a programmer error where it shows nothing. */
  get match(): Match {
    const { match } = this.act;
    if (match === null) throw new Error(`${this.id} has no match`);
    return match;
  }

  get moves(): readonly Move[] {
    return this.match.session.game?.moves ?? [];
  }

  get state(): Match['connection']['state'] {
    return this.match.connection.state;
  }

  get codes(): readonly string[] {
    return this.match.notices.map(({ code }) => code);
  }

  /** Plays any legal move. */
  play(): void {
    const { game } = this.match.session;
    const [move] = game === null ? [] : legalMoves(game.position);
    if (move === undefined) throw new Error(`${this.id} has no move`);
    this.act.play(move);
  }

  /** The device was suspended: its clock shows it at the next tick. */
  leap(ms: number): void {
    this.#leaptMs += ms;
  }

  /** A link as this page holds it. */
  own(link: Link): Link {
    return {
      ...link,
      send: (text) => {
        if (this.isMute) return;
        this.sent.push(text);
        link.send(text);
      },
    };
  }
}

interface Channel {
  readonly channel: MemoryChannel;
  readonly pages: readonly Page[];
  /** It would open, if packets passed. */
  isDue: boolean;
}

function openUp(one: Channel): void {
  one.isDue = false;
  one.channel.open();
}

/** Two pages, the service, and the links between them. */
export class Pair {
  readonly storage: Record<Id, MemoryStorage> = { ann: new MemoryStorage(), bob: new MemoryStorage() };
  /** Without it nobody can be called. */
  isServiceUp = true;
  readonly #randomBytes: RandomBytes;
  readonly #timing: Partial<SessionTiming>;
  readonly #pages: Record<Id, Page>;
  #channels: Channel[] = [];
  #isSilent = false;

  /** @param seed decides who plays X, and all else that is drawn */
  constructor({ seed = 1, timing = {} }: { seed?: number; timing?: Partial<SessionTiming> } = {}) {
    this.#randomBytes = drawn(seed);
    this.#timing = timing;
    this.#pages = { ann: this.#load('ann'), bob: this.#load('bob') };
  }

  get ann(): Page {
    return this.#pages.ann;
  }

  get bob(): Page {
    return this.#pages.bob;
  }

  get both(): readonly [Page, Page] {
    return [this.ann, this.bob];
  }

  get x(): Page {
    return this.ann.match.session.game?.me === 'X' ? this.ann : this.bob;
  }

  get o(): Page {
    return this.x === this.ann ? this.bob : this.ann;
  }

  /** Whose turn it is. */
  get mover(): Page {
    return Math.max(this.ann.moves.length, this.bob.moves.length) % 2 === 0 ? this.x : this.o;
  }

  /** Both have said yes, and the first game begins. */
  async meet(): Promise<void> {
    this.bob.runner.begin('ann');
    this.ann.runner.begin('bob');
    await this.playing();
  }

  /** Waits until the two play, and all that was missed is heard. */
  playing(): Promise<void> {
    return until(() =>
      this.both.every(({ match, state }) => state === 'playing' && !match.session.catchingUp),
    );
  }

  /** So many plies in turn. */
  async play(plies: number): Promise<void> {
    for (let ply = 0; ply < plies; ply += 1) {
      const length = this.mover.moves.length + 1;
      this.mover.play();
      await until(() => this.both.every(({ moves }) => moves.length === length));
    }
  }

  /** Both boards, which are to be the same. */
  get boards(): readonly (readonly Move[])[] {
    return this.both.map(({ moves }) => moves);
  }

  /** Every link breaks, and both are told. */
  cut(why?: LinkLoss): void {
    for (const { channel } of this.#channels) channel.fail(why);
  }

  /** Nothing arrives any more on any link, no link opens, and nobody is told. */
  stall(): void {
    this.#isSilent = true;
    for (const { channel } of this.#channels) channel.stall();
  }

  /** What was held back arrives, but for what has to do with a page that is gone. */
  resume(): void {
    this.#isSilent = false;
    this.#channels = this.#channels.filter(({ pages }) => pages.every(({ isGone }) => !isGone));
    for (const one of this.#channels) {
      one.channel.resume();
      if (one.isDue) openUp(one);
    }
  }

  serviceUp(): void {
    this.isServiceUp = true;
    for (const { runner } of this.both) runner.awake();
  }

  /** The page is gone, with its goodbye or without one, which nobody is told. */
  close(id: Id, said: boolean): void {
    const page = this.#pages[id];
    if (said) page.runner.closing();
    else for (const { channel, pages } of this.#channels) if (pages.includes(page)) channel.stall();
    page.isMute = true;
    page.isGone = true;
    page.runner.halt();
  }

  /** The page is loaded, with what is stored by now. */
  open(id: Id, isHidden = false): void {
    this.#pages[id] = this.#load(id);
    if (isHidden) this.#pages[id].runner.hidden(true);
    this.#pages[id].runner.resume();
  }

  reload(id: Id, said: boolean): void {
    this.close(id, said);
    this.open(id);
  }

  #load(id: Id): Page {
    return new Page({
      id,
      storage: this.storage[id],
      randomBytes: this.#randomBytes,
      timing: this.#timing,
      dial: (from) => this.#dial(from),
    });
  }

  #dial(from: Page): Link | null {
    if (!this.isServiceUp) return null;
    const to = from.id === 'ann' ? 'bob' : 'ann';
    const channel = memoryLinks(from.id, to, (run) => setTimeout(run, FLIGHT_MS));
    setTimeout(() => this.#offer(from, this.#pages[to], channel), HOP_MS);
    return from.own(channel.ends[0]);
  }

  #offer(from: Page, to: Page, channel: MemoryChannel): void {
    if (from.isGone) return;
    if (to.runner.expected() !== from.id) {
      from.runner.unavailable(to.id);
      return;
    }
    const one: Channel = { channel, pages: [from, to], isDue: false };
    this.#channels.push(one);
    to.runner.incoming(to.own(channel.ends[1]));
    setTimeout(() => {
      one.isDue = true;
      if (!this.#isSilent && one.pages.every(({ isGone }) => !isGone)) openUp(one);
    }, HOP_MS);
  }
}
