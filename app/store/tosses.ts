/** Remembers the toss with each opponent, so that walking away from one does not buy another. */
import * as v from 'valibot';
import { parseTossRecord, type TossRecord } from '../session/index.ts';
import { type KeyValue, read, write } from './storage.ts';

const KEY = 'tosses';

/** Opponents remembered; the one met longest ago is forgotten first. */
const REMEMBERED_MAX = 200;

const Tosses = v.array(v.strictTuple([v.string(), v.unknown()]));

export function recallToss(storage: KeyValue, peer: string): TossRecord | null {
  return parseTossRecord(read(storage, KEY, Tosses)?.find(([id]) => id === peer)?.[1]);
}

export function rememberToss(storage: KeyValue, peer: string, record: TossRecord): void {
  const others = (read(storage, KEY, Tosses) ?? []).filter(([id]) => id !== peer);
  write(storage, KEY, [[peer, record], ...others].slice(0, REMEMBERED_MAX));
}
