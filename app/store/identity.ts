import type { StoreApi } from 'zustand/vanilla';

/** Who this browser is on the service. */
export interface IdentityState {
  /** For instance `rare-geckos-jam`. */
  readonly id: string;
  /** The id that somebody else held, when the service made us take another one; until dismissed. */
  readonly replacedId: string | null;
  /** False when the browser keeps nothing for us (private mode, full or denied storage): a reload draws a new id. */
  readonly kept: boolean;
  /** Draws a new id and reconnects under it. */
  reroll(): void;
  dismissReplaced(): void;
}
export type IdentityStore = StoreApi<IdentityState>;
