/** The page in a tab, as far as it has to do with whose seat it is: an identity, and what it keeps. */
import { createIdentity, type Identity } from '../identity.ts';
import type { Seat, YieldReason } from '../tabs.ts';
import { type Browser, MemoryStorage, type Tab, type TabDocument } from './browser.ts';

export interface Page {
  readonly document: TabDocument;
  readonly seat: Seat;
  readonly identity: Identity;
  readonly id: string;
  /** Why it had to yield, in order; with what it could still store then. */
  readonly yields: (readonly [YieldReason, boolean])[];
}

/** Tries to store a game; whether the storage took it. */
export function storeGame(seat: Seat, game: string): boolean {
  try {
    seat.storage.setItem('uttt:game', game);
    return true;
  } catch {
    return false;
  }
}

export async function pageOf({ document }: { readonly document: TabDocument }): Promise<Page> {
  const seat = await document.seat;
  const identity = createIdentity({
    storage: seat.storage,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => Date.now(),
    issuer: null,
    mayChange: () => true,
    release: () => undefined,
    rerolled: () => undefined,
  });
  const yields: (readonly [YieldReason, boolean])[] = [];
  seat.onYield((why) => yields.push([why, storeGame(seat, `stored when ${why}`)]));
  return {
    document,
    seat,
    identity,
    yields,
    get id() {
      return identity.store.getState().id ?? '';
    },
  };
}

/** A new tab and its page. */
export async function openPage(
  browser: Browser,
  session = new MemoryStorage(),
): Promise<{ readonly tab: Tab; readonly page: Page }> {
  const tab = browser.open(session);
  return { tab, page: await pageOf(tab) };
}
