/**
 * Which tab plays under which identity.
 *
 * A seat is a place in the storage with room for one identity and its games, and at most one tab sits on it. The
 * browser has one, in `localStorage`: its first tab takes it. A tab that finds it taken has one of its own, in
 * `sessionStorage`, so that a reload comes back to it. Why so: docs/decisions/0008.
 */
import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { storedId } from './identity-storage.ts';
import { type RandomBytes, randomHex } from './random.ts';
import { type KeyValue, read, write } from './storage.ts';
import { type Channel, listen, type TabMessage } from './tabs-channel.ts';
import { keepLock, type Locks, type Release } from './tabs-lock.ts';
import { ownerMark, seatStorage } from './tabs-storage.ts';

/** What the screen shows of the other tabs. */
export interface TabsState {
  /** The ID on the browser's own seat, while this tab plays under another one; null when there is none to take over. */
  readonly usualId: string | null;
  /** Whether another tab plays under it right now. */
  readonly usualOpen: boolean;
  /** The browser's seat is being taken over: the page reloads, at the latest after `YIELD_PATIENCE_MS`. */
  readonly taking: boolean;
  /** What this tab keeps outlives it: it has the browser's own seat. */
  readonly lasting: boolean;
  /** Asks the other tab to yield, takes the browser's seat, and reloads the page, which goes on with what is stored there. */
  takeOver(): void;
}
export type TabsStore = StoreApi<TabsState>;

/** `asked`: in good order, what is to be stored still can be. `lost`: another tab may be at it already. */
export type YieldReason = 'asked' | 'lost';

/** Where this document sits, until it is gone or has to yield. */
export interface Seat {
  /** Tells it from the other seats of this browser, and stays over a reload. */
  readonly name: string;
  /** For the identity and the games of this tab. It refuses to store, by an exception, once the seat is another tab's. */
  readonly storage: KeyValue;
  readonly store: TabsStore;
  /** Whether this tab may still act for its identity: to be asked before anything is sent in its name. */
  ownsStill(): boolean;
  /** `heard` is called once, when this tab has to stop acting for its identity. */
  onYield(heard: (why: YieldReason) => void): void;
  /** Something else has shown that the identity is in use elsewhere: this tab yields. */
  giveUp(): void;
}

/** The other tabs of the browser. */
export interface OtherTabs {
  readonly locks: Locks;
  readonly channel: Channel;
}

export interface TabsAround {
  readonly local: KeyValue;
  readonly session: KeyValue;
  /** Null in a page that is no secure context, which has no Web Locks: a newer tab replaces it through the service. */
  readonly others: OtherTabs | null;
  readonly randomBytes: RandomBytes;
  /** The tab was on this page before (a reload, back): its last document may not have let go of the seat yet. */
  readonly returning: boolean;
  readonly reload: () => void;
  /** The document goes away, perhaps into the back/forward cache. */
  readonly onHide: (heard: () => void) => void;
  /** It has come back from there. */
  readonly onRestore: (heard: () => void) => void;
  /** Somebody looks at the page again. */
  readonly onLook: (heard: () => void) => void;
}

/** How long the holder of a seat may be silent until it counts as suspended, and its seat as taken, ms. */
export const ANSWER_PATIENCE_MS = 500;
/** The same where the holder may be this tab's own last document, ms. */
export const RETURN_PATIENCE_MS = 2_000;
/** How long a tab that is asked to yield may take until its seat is taken away, ms. */
export const YIELD_PATIENCE_MS = 2_000;

const BROWSER_SEAT = 'browser';

/** Under this key a tab's session has the name of the tab's own seat. */
const SEAT = 'seat';
const SeatName = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));

/**
 * Finds a seat for this document. It takes as long as the browser needs to grant a lock, or another tab to answer;
 * only where the holder of the seat is suspended it takes the times above.
 */
export async function openSeat(around: TabsAround): Promise<Seat> {
  const { local, session, randomBytes } = around;
  const mark = ownerMark(local, randomHex(randomBytes, 8));
  let { others } = around;
  let seat = BROWSER_SEAT;
  let release: Release | null = null;
  let waiting: AbortController | null = null;
  let announcedId: string | null = null;
  let yielded: YieldReason | null = null;
  let onYield: (why: YieldReason) => void = () => undefined;

  const store: TabsStore = createStore(() => ({
    usualId: null,
    usualOpen: false,
    taking: false,
    lasting: true,
    takeOver: () => void takeOver(),
  }));

  function hear(message: TabMessage): void {
    if (message.seat === seat) {
      if (message.type === 'held') waiting?.abort();
      if (release === null) return;
      if (message.type === 'who') announce();
      if (message.type === 'yield') stepAside(ownsStill() ? 'asked' : 'lost');
    } else if (message.seat === BROWSER_SEAT) {
      if (message.type === 'held') store.setState({ usualId: message.id, usualOpen: true });
      if (message.type === 'free') store.setState({ usualOpen: false });
    }
  }

  function announce(): void {
    announcedId = seat === BROWSER_SEAT ? storedId(local) : null;
    others?.channel.post({ type: 'held', seat, id: announcedId });
  }

  /** Waits for the seat until it is ours, or its holder has answered, or nobody has for too long. */
  async function sitDown(name: string): Promise<boolean> {
    seat = name;
    if (others === null) return true;
    const patience = new AbortController();
    const patienceMs = around.returning ? RETURN_PATIENCE_MS : ANSWER_PATIENCE_MS;
    let timer = setTimeout(() => void runOut(), patienceMs);
    /** A browser under load may grant a free lock late: only one that somebody holds is worth giving up. */
    async function runOut(): Promise<void> {
      if (await isHeld(name)) patience.abort();
      else if (waiting === patience) timer = setTimeout(() => void runOut(), patienceMs);
    }
    waiting = patience;
    const { signal } = patience;
    others.channel.post({ type: 'who', seat });
    try {
      release = await keepLock(others.locks, lockOf(seat), { signal }, () => stepAside('lost'));
    } catch {
      // No locks for this page after all (denied, as storage is): it has to do without the others.
      others = null;
      return true;
    } finally {
      clearTimeout(timer);
      waiting = null;
    }
    if (release !== null) announce();
    return release !== null;
  }

  async function findSeat(): Promise<void> {
    const own = others === null ? null : read(session, SEAT, SeatName);
    if (!(await sitDown(own ?? BROWSER_SEAT))) {
      const drawn = randomHex(randomBytes, 8);
      write(session, SEAT, drawn);
      // Nobody else knows this one.
      await sitDown(drawn);
    }
    if (seat === BROWSER_SEAT) mark.set();
    else await lookForUsual();
  }

  /** Looks, and does not only listen: of a tab that crashes, or is closed in haste, nothing is heard. */
  async function lookForUsual(): Promise<void> {
    const usualOpen = await isHeld(BROWSER_SEAT);
    store.setState({ usualId: storedId(local), usualOpen });
  }

  /** Whether a tab sits there; not where the browser does not tell. */
  async function isHeld(name: string): Promise<boolean> {
    const { held = [] } = (await others?.locks.query().catch(() => null)) ?? {};
    return held.some((lock) => lock.name === lockOf(name));
  }

  const ownsStill = (): boolean => yielded === null && !mark.overwritten();

  function stepAside(why: YieldReason): void {
    if (yielded !== null) return;
    if (why === 'lost') yielded = why;
    // Asked in good order the tab may still store, and is fenced off before the other one begins.
    onYield(why);
    yielded = why;
    release?.();
    release = null;
  }

  async function takeOver(): Promise<void> {
    store.setState({ taking: true });
    if (others !== null) release = await claim(others).catch(() => null);
    // From here on this tab is as any first one, and what it has to know is in the storage.
    write(session, SEAT, null);
    around.reload();
  }

  if (others !== null) listen(others.channel, hear);
  around.onHide(() => {
    if (release === null) return;
    // Sooner than the browser would do it, and a page in the back/forward cache may hold no lock.
    release();
    release = null;
    others?.channel.post({ type: 'free', seat });
  });
  // Somebody else may have sat here meanwhile: what counts is what is stored by now.
  around.onRestore(around.reload);
  await findSeat();
  store.setState({ lasting: seat === BROWSER_SEAT });
  if (seat !== BROWSER_SEAT) around.onLook(() => void lookForUsual());

  return {
    name: seat,
    store,
    storage: seatStorage({
      base: seat === BROWSER_SEAT ? local : session,
      ending: seat === BROWSER_SEAT ? '' : `@${seat}`,
      ownsStill,
      stored() {
        // The other tabs show the ID.
        if (seat === BROWSER_SEAT && storedId(local) !== announcedId) announce();
      },
    }),
    ownsStill,
    onYield(heard) {
      if (yielded === null) onYield = heard;
      else heard(yielded);
    },
    giveUp: () => stepAside('lost'),
  };
}

async function claim({ locks, channel }: OtherTabs): Promise<Release | null> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), YIELD_PATIENCE_MS);
  const ignore = (): void => undefined;
  channel.post({ type: 'yield', seat: BROWSER_SEAT });
  const granted = await keepLock(locks, lockOf(BROWSER_SEAT), { signal: patience.signal }, ignore);
  clearTimeout(timer);
  return granted ?? keepLock(locks, lockOf(BROWSER_SEAT), { steal: true }, ignore);
}

function lockOf(seat: string): string {
  return `uttt:seat:${seat}`;
}
