/** The game under way, as the browser keeps it: what a page that is loaded again goes on with. */
import * as v from 'valibot';
import { parseSessionRecord, type SessionRecord } from '../session/index.ts';
import { type KeyValue, read, write } from './storage.ts';

const KEY = 'game';

export interface Games {
  /** The game that was stored under this id of ours; null when there is none that can be read. */
  recall(self: string): SessionRecord | null;
  /** Whether the browser has taken it. */
  remember(record: SessionRecord): boolean;
  forget(): void;
}

export function createGames(storage: KeyValue): Games {
  function forget(): void {
    write(storage, KEY, null);
  }
  return {
    forget,
    recall(self) {
      const record = parseSessionRecord(read(storage, KEY, v.unknown()));
      return record?.self === self ? record : null;
    },
    remember(record) {
      if (write(storage, KEY, record)) return true;
      // What was stored before is out of date: with it, a reload would only end in a dispute.
      forget();
      return false;
    },
  };
}
