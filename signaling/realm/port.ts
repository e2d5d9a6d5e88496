/**
 * The realm: who is online, where a message for a peer goes, and who is in which room.
 *
 * One port with an adapter per store. What it promises, `realmContract` checks on each adapter. Calls made for
 * one peer take effect in the order in which they were made, whether or not the caller waits in between; a
 * promise says when the effect is visible to everybody.
 */
import type { RelayedType, Status } from '../protocol/index.ts';

/** The messages that travel from one peer to another. EXPIRE is the service's, in the name of the missing peer. */
export type EnvelopeType = RelayedType | 'EXPIRE' | 'CHALLENGE' | 'CHALLENGE-REPLY' | 'CHALLENGE-CANCEL';

/** A message on its way to a peer. */
export interface Envelope {
  readonly type: EnvelopeType;
  readonly from: string;
  readonly to: string;
  /** The whole message as it goes over the WebSocket. */
  readonly frame: string;
}

/** What holds a peer's socket, as the realm sees it. */
export interface Link {
  /** Takes a message for the peer. `false`: not now, treat the peer as absent. */
  receive(envelope: Envelope): boolean;
  /** The id was claimed again with the same token. The link owns nothing any more. */
  replaced(): void;
}

export type Claim =
  | { readonly outcome: 'taken' }
  | {
      readonly outcome: 'claimed';
      /** Goes up with each claim of any id; what an older holder of this id still does is ignored. */
      readonly epoch: number;
      /** The same id and token entered a room before, so this client wants consent. */
      readonly consenting: boolean;
    };

/**
 * `delivered` handed to the peer's link · `held` waits for the peer · `absent` nobody there, and it was not to be
 * held · `full` nobody there, and no space to hold it.
 */
export type Sent = 'delivered' | 'held' | 'absent' | 'full';

/** Messages from one peer to another one that did not come in time, told once however many they were. */
export interface Expired {
  readonly from: string;
  readonly to: string;
}

/** Hears about one room, in the order of what happens there. */
export interface RoomListener {
  /** Everybody who is there: first of all, and again whenever an adapter may have missed a change. */
  reset(members: ReadonlyMap<string, Status>): void;
  /** Called only when something is other than before. `null`: the member left. */
  change(id: string, status: Status | null): void;
}

export interface Realm {
  /** Takes an id. Another token holds it: `taken`. The same token does: the older link is `replaced`. */
  claim(id: string, token: string, link: Link): Promise<Claim>;
  /** Gives an id back, unless somebody newer has it. Rooms are left as they are. */
  release(id: string, epoch: number): Promise<void>;
  /** Every id that is online, in no particular order. */
  ids(): Promise<readonly string[]>;

  send(envelope: Envelope, ifAbsent: 'hold' | 'drop'): Promise<Sent>;
  /** Takes out what was held for a peer, oldest first. */
  collect(to: string): Promise<readonly Envelope[]>;
  /** Drops held messages whose time is over and says whose they were, and whether others still wait. */
  expire(): Promise<{ readonly expired: readonly Expired[]; readonly waiting: boolean }>;

  /**
   * Makes the holder of an id a member of a room, or changes its status there, and remembers that its owner wants
   * consent. Does nothing for an epoch that is not the holder's.
   */
  enter(room: string, id: string, epoch: number, status: Status): Promise<void>;
  /** Ends a membership, unless a newer epoch has renewed it. */
  exit(room: string, id: string, epoch: number): Promise<void>;
  /** @returns how to stop it */
  watch(room: string, listener: RoomListener): Promise<() => void>;
}
