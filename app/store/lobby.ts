import type { StoreApi } from 'zustand/vanilla';
import type { Status } from '../../signaling/protocol/index.ts';

export interface LobbyMember {
  readonly id: string;
  readonly status: Status;
}

/** Who else is here. */
export interface LobbyState {
  /** False until the first snapshot, and again while the service is away (the last list stays). */
  readonly live: boolean;
  /** The others, available first, then by id. */
  readonly members: readonly LobbyMember[];
  /** Everybody in the lobby, this player included; may be more than `members` lists. */
  readonly total: number;
}
export type LobbyStore = StoreApi<LobbyState>;
