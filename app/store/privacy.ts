/** Whether this player's address is to stay hidden from whom they play with: then links go through a relay, or not at all. */
import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RelayOffer } from '../net/index.ts';
import { type KeyValue, read, write } from './storage.ts';

export interface PrivacyState {
  /** It counts from the next link on: who is linked already knows the address. */
  readonly hidden: boolean;
  /** Whether the browser keeps it for the next load of the page. */
  readonly kept: boolean;
  /** What the service said last. */
  readonly relay: RelayOffer;
  hide(hidden: boolean): void;
}
export type PrivacyStore = StoreApi<PrivacyState>;

export interface Privacy {
  readonly store: PrivacyStore;
  /** Asked for each link, and read anew: another tab of this browser may have set it meanwhile. */
  isHidden(): boolean;
  /** Shows what another tab may have set. */
  refresh(): void;
  relay(offer: RelayOffer): void;
}

const KEY = 'hide-address';

export function createPrivacy(settings: KeyValue): Privacy {
  const store: PrivacyStore = createStore((set) => ({
    hidden: read(settings, KEY, v.boolean()) ?? false,
    kept: true,
    relay: 'unknown',
    hide: (hidden) => set({ hidden, kept: write(settings, KEY, hidden) }),
  }));
  function refresh(): void {
    const { hidden, kept } = store.getState();
    const stored = kept ? read(settings, KEY, v.boolean()) : null;
    if (stored !== null && stored !== hidden) store.setState({ hidden: stored });
  }
  return {
    store,
    refresh,
    isHidden() {
      refresh();
      return store.getState().hidden;
    },
    relay: (relay) => store.setState({ relay }),
  };
}
