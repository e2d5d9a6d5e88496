/** The game under way, as the browser keeps it: what a page that is loaded again goes on with. */
import * as v from 'valibot';
import { parseSessionRecord, type SessionRecord } from '../session/index.ts';
import { type KeyValue, read, write } from './storage.ts';

const KEY = 'game';

/** Epoch ms at which the other side was last heard, by a page that said goodbye. */
const HEARD_KEY = 'game-heard';
const HeardAt = v.pipe(v.number(), v.safeInteger());

/** Longer ago than this is a clock that was set, ms. */
const DAY_MS = 86_400_000;

export interface StoredGame {
  readonly record: SessionRecord;
  /** As `resumeSession` wants it. */
  readonly silentMs: number | null;
}

export interface Games {
  /** The game that was stored under this id of ours; null when there is none that can be read. */
  recall(self: string): StoredGame | null;
  /** This page says goodbye, and has not heard the other side for so long, ms. */
  partedAfter(silentMs: number): void;
  /** Whether the browser has taken it. */
  remember(record: SessionRecord): boolean;
  forget(): void;
}

/** @param wall epoch ms */
export function createGames(storage: KeyValue, wall: () => number = Date.now): Games {
  function forget(): void {
    write(storage, KEY, null);
  }
  return {
    forget,
    recall(self) {
      const record = parseSessionRecord(read(storage, KEY, v.unknown()));
      const heardAt = read(storage, HEARD_KEY, HeardAt);
      // A later page that crashes leaves none.
      if (heardAt !== null) write(storage, HEARD_KEY, null);
      if (record?.self !== self) return null;
      const silentMs = heardAt === null ? -1 : wall() - heardAt;
      return { record, silentMs: silentMs >= 0 && silentMs < DAY_MS ? silentMs : null };
    },
    partedAfter(silentMs) {
      write(storage, HEARD_KEY, Math.round(wall() - silentMs));
    },
    remember(record) {
      if (write(storage, KEY, record)) return true;
      // What was stored before is out of date: with it, a reload would only end in a dispute.
      forget();
      return false;
    },
  };
}
