/** Remembers the toss with each opponent, so that walking away from one does not buy another. */
import * as v from 'valibot';
import { parseTossRecord, type TossRecord } from '../session/index.ts';
import { type KeyValue, read, write } from './storage.ts';

const KEY = 'tosses';

/** Opponents remembered; the one met longest ago is forgotten first. */
const REMEMBERED_MAX = 200;

const Stored = v.array(v.strictTuple([v.string(), v.unknown()]));

export interface Tosses {
  recall(peer: string): TossRecord | null;
  remember(peer: string, record: TossRecord): void;
}

/**
 * Kept in the storage, and in memory for as long as the page lives: where the storage takes nothing, an opponent
 * still meets the same commitment again. A reload loses it then, with the id it was made under.
 */
export function createTosses(storage: KeyValue): Tosses {
  const tosses = new Map<string, TossRecord>();
  for (const [peer, stored] of read(storage, KEY, Stored) ?? []) {
    const record = parseTossRecord(stored);
    if (record !== null) tosses.set(peer, record);
  }
  return {
    recall: (peer) => tosses.get(peer) ?? null,
    remember(peer, record) {
      // Set anew, it is the last in the map's order.
      tosses.delete(peer);
      tosses.set(peer, record);
      const [oldest] = tosses.keys();
      if (tosses.size > REMEMBERED_MAX && oldest !== undefined) tosses.delete(oldest);
      write(storage, KEY, [...tosses]);
    },
  };
}
