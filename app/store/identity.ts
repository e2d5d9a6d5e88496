import { adjectives, nouns, verbs } from 'human-id';
import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { parsePlayerId } from '../../signaling/protocol/index.ts';
import type { Credentials } from '../net/index.ts';
import { type RandomBytes, randomBelow, randomHex } from './random.ts';
import { type KeyValue, read, write } from './storage.ts';

/** Who this browser is on the service. */
export interface IdentityState {
  /** For instance `rare-geckos-jam`. */
  readonly id: string;
  /** The id that somebody else held, when the service made us take another one; until dismissed. */
  readonly replacedId: string | null;
  /** False when the browser keeps nothing for us (private mode, full or denied storage): a reload draws a new id. */
  readonly kept: boolean;
  /** Draws a new id and reconnects under it. During a game it does nothing: the opponent knows the old one. */
  reroll(): void;
  dismissReplaced(): void;
}
export type IdentityStore = StoreApi<IdentityState>;

const KEY = 'identity';

/** The token proves to the service that it is us again: without it a reload would find its own id taken. */
const Stored = v.object({
  id: v.pipe(
    v.string(),
    v.check((id) => parsePlayerId(id) === id),
  ),
  token: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
});

export interface Identity {
  readonly store: IdentityStore;
  credentials(): Credentials;
  /** Somebody else holds the id: draws another one and shows it. */
  replace(): void;
}

export interface IdentityDeps {
  readonly storage: KeyValue;
  readonly randomBytes: RandomBytes;
  /** Takes leave under the old id; `false` where it has to stay. */
  readonly release: () => boolean;
  /** The person has drawn a new id. */
  readonly rerolled: () => void;
}

/** The ID that is kept there, if any. */
export function storedId(storage: KeyValue): string | null {
  return read(storage, KEY, Stored)?.id ?? null;
}

export function createIdentity({ storage, randomBytes, release, rerolled }: IdentityDeps): Identity {
  function draw(): { credentials: Credentials; kept: boolean } {
    const credentials = { id: drawId(randomBytes), token: randomHex(randomBytes, 16) };
    return { credentials, kept: write(storage, KEY, credentials) };
  }

  const stored = read(storage, KEY, Stored);
  let { credentials, kept } = stored === null ? draw() : { credentials: stored, kept: true };

  function redraw(replacedId: string | null): void {
    ({ credentials, kept } = draw());
    store.setState({ id: credentials.id, kept, replacedId });
  }

  const store: IdentityStore = createStore((set) => ({
    id: credentials.id,
    replacedId: null,
    kept,
    reroll() {
      if (!release()) return;
      redraw(null);
      rerolled();
    },
    dismissReplaced: () => set({ replacedId: null }),
  }));

  return {
    store,
    credentials: () => credentials,
    replace: () => redraw(credentials.id),
  };
}

/** human-id's words, drawn by us: its own draw uses `Math.random`, which can be foreseen. */
export function drawId(randomBytes: RandomBytes): string {
  return [adjectives, nouns, verbs].map((words) => words[randomBelow(randomBytes, words.length)]).join('-');
}
