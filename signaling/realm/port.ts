/**
 * The realm: who is online, where a message for a peer goes, and who is in which room.
 *
 * One port with an adapter per store. What it promises, `realmContract` checks on each adapter. Calls made for
 * one peer take effect in the order in which they were made, whether or not the caller waits in between; a
 * promise says when the effect is visible to everybody. No call rejects because a store is out of reach: an
 * adapter goes on with what this instance knows, and catches up when the store is back.
 */
import type { RelayedType, Status } from '../protocol/index.ts';

/** One text message as it goes over the WebSocket: a text, or its UTF-8 bytes. */
export type Frame = string | Uint8Array;

/** The messages that travel from one peer to another. EXPIRE is the service's, in the name of the missing peer. */
export type EnvelopeType = RelayedType | 'EXPIRE' | 'CHALLENGE' | 'CHALLENGE-REPLY' | 'CHALLENGE-CANCEL';

/** A message on its way to a peer. */
export interface Envelope {
  readonly type: EnvelopeType;
  readonly from: string;
  readonly to: string;
  readonly frame: Frame;
}

/** What holds a peer's socket, as the realm sees it. */
export interface Link {
  /** Takes a message for the peer. `false`: not now, treat the peer as absent. */
  receive(envelope: Envelope): boolean;
  /** The id was claimed again by the same owner, here or on another instance. The link owns nothing any more. */
  replaced(): void;
}

export type Claim =
  | { readonly outcome: 'taken' }
  | {
      readonly outcome: 'claimed';
      /**
       * Goes up with each claim of this id, on whichever instance; what an older holder still does is ignored.
       * Microseconds of a wall clock, moved forward where it would not go up.
       */
      readonly epoch: number;
      /** The same owner entered a room under this id before, so this client wants consent. */
      readonly consenting: boolean;
    };

/**
 * `delivered` handed to the peer's link, once · `absent` nobody there took it · `unconfirmed` it was sent to where
 * the peer is, and nothing came back in time: it may or may not have arrived, and must not be sent again.
 */
export type Delivery = 'delivered' | 'absent' | 'unconfirmed';

/** Why messages did not reach a peer: the time they may wait was over, or there was no space to wait in. */
export type Undelivered = 'expired' | 'full';

/** What an adapter tells the service that uses it. */
export interface RealmHost {
  /**
   * What `from` sent to `to` with `ifAbsent: 'hold'` reached nobody. `expired` is told once for each pair of peers,
   * however many messages waited; `full` for each message.
   */
  undelivered(why: Undelivered, message: Pick<Envelope, 'type' | 'from' | 'to'>): void;
  /** So many messages of peers were handed on to another instance. */
  forwarded?(count: number): void;
}

/** What a room says of one member. */
export interface Presence {
  readonly status: Status;
  /** What people call the member, if it gave a name; the service has checked it. */
  readonly name: string | null;
}

/** Something said in a room, for all who watch it, the sender's instance included. */
export interface RoomMessage {
  /** The member that said it. */
  readonly from: string;
  readonly frame: Frame;
}

/** Hears about one room, in the order of what happens there. */
export interface RoomListener {
  /** Everybody who is there: first of all, and again whenever an adapter may have missed a change. */
  reset(members: ReadonlyMap<string, Presence>): void;
  /** Called only when something is other than before. `null`: the member left. */
  change(id: string, presence: Presence | null): void;
  /** What was said after the watch began, each once. After an outage of the store some may be missing. */
  message(message: RoomMessage): void;
}

/** `full`: the room has its most members already. `stale`: the epoch is not that of the id's holder. */
export type Entered = 'entered' | 'full' | 'stale';

export interface Realm {
  /** Takes an id. Another owner holds it: `taken`. The same owner does: the older link is `replaced`. */
  claim(id: string, owner: string, link: Link): Promise<Claim>;
  /** Gives an id back, unless somebody newer has it. Rooms are left as they are. */
  release(id: string, epoch: number): Promise<void>;
  /** Whether somebody holds an id; while the store is out of reach, whether somebody does on this instance. */
  isOnline(id: string): Promise<boolean>;
  /** Every id that is online, in no particular order. */
  ids(): Promise<readonly string[]>;
  /**
   * Keeps an id for an owner, online or not: a claim by anybody else finds it `taken`. Said again, it is kept for longer.
   *
   * @param forMs from now on, ms
   * @returns `false`: it is another owner's, online or kept
   */
  reserve(id: string, owner: string, forMs: number): Promise<boolean>;
  /** Lets a kept id go, if it is this owner's. */
  unreserve(id: string, owner: string): Promise<void>;

  /**
   * Hands a message to the peer's link, on whichever instance, and does not wait: a peer on this instance has it
   * when the call returns. With `hold` it waits for a peer that is absent (`RealmHost.undelivered` tells when in vain).
   */
  send(envelope: Envelope, ifAbsent: 'hold' | 'drop'): void;
  /** Hands a message to the peer's link at most once, and says whether it took it. Nothing waits for an absent peer. */
  deliver(envelope: Envelope): Promise<Delivery>;
  /** Takes out what was held for a peer, oldest first. */
  collect(to: string): Promise<readonly Envelope[]>;

  /**
   * Makes the holder of an id a member of a room, or changes what the room says of it, and remembers that its owner
   * wants consent. Counting and entering are one step, on whichever instance others enter.
   *
   * @param capacity most members; the first to enter an empty room sets it for as long as the room lasts
   */
  enter(room: string, id: string, epoch: number, presence: Presence, capacity: number): Promise<Entered>;
  /** Ends a membership, unless a newer epoch has renewed it. */
  exit(room: string, id: string, epoch: number): Promise<void>;
  /** Says something to all who watch a room; a `kept` message is also remembered for newcomers. */
  say(room: string, message: RoomMessage, keep: 'kept' | 'passing'): Promise<void>;
  /** The last kept messages of a room (at most the protocol's `HISTORY_MAX`), oldest first; none once the room has expired. */
  history(room: string): Promise<readonly RoomMessage[]>;
  /** @returns how to stop it */
  watch(room: string, listener: RoomListener): Promise<() => void>;

  /** Whether everything works: false while the store is out of reach, slow, or this instance's part is not yet written back. */
  readonly connected: boolean;
  /** How many messages for absent peers this instance holds. */
  readonly held: number;
  /** Gives all ids of this instance back and lets the store go. */
  close(): Promise<void>;
}
