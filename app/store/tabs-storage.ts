/** What a tab keeps on its seat, and the mark of whose seat it is. */
import * as v from 'valibot';
import { type KeyValue, read, write } from './storage.ts';

export interface SeatStorageDeps {
  readonly base: KeyValue;
  /** Ends every key. A duplicated tab has a copy of all that the first one keeps: by another ending it finds none of it. */
  readonly ending: string;
  readonly ownsStill: () => boolean;
  /** Something has been stored. */
  readonly stored: () => void;
}

/** The storage of a seat: it refuses what a tab that has lost the seat wants to store. */
export function seatStorage({ base, ending, ownsStill, stored }: SeatStorageDeps): KeyValue {
  return {
    getItem: (key) => base.getItem(key + ending),
    setItem(key, value) {
      if (!ownsStill()) throw new Error('another tab has taken the seat');
      base.setItem(key + ending, value);
      stored();
    },
  };
}

const OWNER = 'owner';

/**
 * The document that took the browser's seat last, by a mark in `localStorage`. A lock tells a document that it was
 * stolen by an event, which comes late in a page that was suspended; the mark can be asked before every step.
 */
export interface OwnerMark {
  set(): void;
  /** Whether another document has set its mark since. */
  overwritten(): boolean;
}

export function ownerMark(local: KeyValue, me: string): OwnerMark {
  let isSet = false;
  return {
    set() {
      // A full storage may keep an old mark, which says nothing then.
      isSet = write(local, OWNER, me);
    },
    overwritten() {
      if (!isSet) return false;
      // Who clears the storage takes nothing away: only the mark of another document does.
      const owner = read(local, OWNER, v.string());
      return owner !== null && owner !== me;
    },
  };
}
