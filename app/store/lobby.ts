import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Status, STATUSES } from '../../signaling/protocol/index.ts';
import type { LobbyClient } from '../net/index.ts';

export interface LobbyMember {
  readonly id: string;
  readonly status: Status;
  /** As they like to be called; says nothing about who they are. */
  readonly name: string | null;
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

export function createLobby(): LobbyStore {
  return createStore(() => ({ live: false, members: [], total: 0 }));
}

/** What the screen shows of the client's list. */
export function lobbyState(client: LobbyClient, self: string | null): LobbyState {
  const members = Array.from(client.members, ([id, entry]) => ({ id, ...entry }))
    .filter(({ id }) => id !== self)
    .toSorted((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) || compare(a.id, b.id));
  return { live: client.live, members, total: client.total };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
