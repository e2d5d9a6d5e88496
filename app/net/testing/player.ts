/** The owner of a line in the simulated world: greets, pings and hangs up on silence as a session does. */
import { retryDelayMs } from '../backoff.ts';
import { createLine, type Line, REDIAL_BACKOFF, STEADY_MS } from '../line.ts';
import type { Link } from '../network.ts';

export const IDS = ['ann', 'bob'] as const;
export type Id = (typeof IDS)[number];

const PING_MS = 2_000;
const SILENCE_MS = 15_000;

/** One of mine, one of the other's that is open, one of the other's that is not yet. */
const LINKS_MAX = 3;

/** One end of a link, as it was handed to a player. */
interface Part {
  readonly link: Link;
  isOver: boolean;
}

export interface PlayerDeps {
  readonly id: Id;
  readonly firstMeeting: boolean;
  readonly isOnline: boolean;
  readonly random: () => number;
  readonly dial: (from: Player) => Link | null;
  readonly happened: (what: 'dial' | 'opened' | 'closed') => void;
  /** Something happened that must never happen. */
  readonly violation: (what: string) => void;
}

/** One page of one person: a reload is the end of it. */
export class Player {
  readonly id: Id;
  readonly line: Line;
  readonly heard: string[] = [];
  isOnline: boolean;
  /** Whether silence makes it hang up. */
  isWatchful = true;
  isGone = false;
  /** The link that was sent on last. */
  sentOn: Link | null = null;
  readonly #deps: PlayerDeps;
  readonly #parts: Part[] = [];
  #openSince: number | null = null;
  #heardAt = 0;
  #dialledAt = -Infinity;
  /** Dials since the last link that lasted. */
  #series = 0;
  #mayDialNow = false;

  constructor(deps: PlayerDeps) {
    this.#deps = deps;
    this.id = deps.id;
    this.isOnline = deps.isOnline;
    this.line = createLine(
      {
        self: deps.id,
        peer: otherOf(deps.id),
        firstMeeting: deps.firstMeeting,
        backoff: REDIAL_BACKOFF,
        random: deps.random,
        now: () => performance.now(),
        dial: () => this.#dial(),
      },
      {
        opened: () => {
          this.#check(true, 'opened');
          this.#countAnew();
          this.#openSince = performance.now();
          this.#heardAt = performance.now();
          deps.happened('opened');
          this.line.send('hello');
        },
        text: (text) => {
          this.#check(this.#openSince !== null, `heard ${text}`);
          this.#heardAt = performance.now();
          this.heard.push(text);
        },
        closed: () => {
          this.#check(this.#openSince !== null, 'closed');
          this.#ended();
          deps.happened('closed');
        },
        revived: () => undefined,
        changed: () => this.#check(true, 'changed'),
      },
    );
    this.#watch();
  }

  /** Links that are neither closed nor closed by the other side. */
  get kept(): readonly Link[] {
    return this.#parts.filter(({ isOver }) => !isOver).map(({ link }) => link);
  }

  take(link: Link): void {
    this.line.incoming(this.#part(link));
    this.#count();
  }

  awake(): void {
    this.#mayDialNow = true;
    this.line.awake();
    this.#mayDialNow = false;
  }

  hangUp(): void {
    this.#ended();
    this.line.hangUp();
  }

  /** The page goes away. */
  close(): void {
    this.isGone = true;
    this.line.close();
    if (this.kept.length > 0) this.#deps.violation(`${this.id} keeps a link after close`);
  }

  #dial(): Link | null {
    const now = performance.now();
    // The line redials before it says that the link is closed.
    this.#countAnew();
    if (this.#series > 0 && !this.#mayDialNow) {
      const least = retryDelayMs(REDIAL_BACKOFF, this.#series, 1);
      this.#check(
        now - this.#dialledAt >= least,
        `dial ${this.#series + 1} ${now - this.#dialledAt} ms after`,
      );
    }
    this.#series += 1;
    this.#dialledAt = now;
    this.#deps.happened('dial');
    const link = this.#deps.dial(this);
    if (link === null) return null;
    const mine = this.#part(link);
    this.#count();
    return mine;
  }

  /** Follows what becomes of a link. */
  #part(link: Link): Link {
    const part: Part = { link, isOver: false };
    this.#parts.push(part);
    return {
      peer: link.peer,
      send: (text) => {
        this.sentOn = link;
        link.send(text);
      },
      close() {
        part.isOver = true;
        link.close();
      },
      listen(handlers) {
        link.listen({
          ...handlers,
          closed() {
            part.isOver = true;
            handlers.closed();
          },
        });
      },
    };
  }

  #count(): void {
    this.#check(this.kept.length <= LINKS_MAX, `holds ${this.kept.length} links`);
  }

  #ended(): void {
    this.#countAnew();
    this.#openSince = null;
  }

  /** A link that lasted ends a series of dials. */
  #countAnew(): void {
    // A millisecond less: on the dot either is right.
    if (this.#openSince !== null && performance.now() - this.#openSince >= STEADY_MS - 1) this.#series = 0;
  }

  #watch(): void {
    setTimeout(() => {
      if (this.isGone) return;
      this.line.send('ping');
      const isSilent = performance.now() - this.#heardAt > SILENCE_MS;
      if (this.#openSince !== null && isSilent && this.isWatchful) this.hangUp();
      this.#watch();
    }, PING_MS);
  }

  #check(isRight: boolean, what: string): void {
    if (this.isGone) this.#deps.violation(`${this.id} ${what}, after close`);
    else if (!isRight) this.#deps.violation(`${this.id} ${what}`);
  }
}

export function otherOf(id: Id): Id {
  return id === 'ann' ? 'bob' : 'ann';
}
