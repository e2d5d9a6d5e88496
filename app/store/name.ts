/** What this player likes to be called. The ID says who somebody is; a name is only shown beside it. */
import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { DisplayName } from '../../signaling/protocol/index.ts';
import { type KeyValue, read, write } from './storage.ts';

export interface NameState {
  readonly name: string | null;
  /** Empty: no name. False when the text cannot be a name. */
  rename(text: string): boolean;
}
export type NameStore = StoreApi<NameState>;

const KEY = 'name';

export function createName(settings: KeyValue): NameStore {
  return createStore((set) => ({
    name: read(settings, KEY, DisplayName),
    rename(text) {
      const parsed = text.trim() === '' ? null : v.safeParse(DisplayName, text);
      if (parsed !== null && !parsed.success) return false;
      const name = parsed === null ? null : parsed.output;
      write(settings, KEY, name);
      set({ name });
      return true;
    },
  }));
}
