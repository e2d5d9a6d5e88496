/** Names in Redis. What one script touches has one hash tag (`{...}`), and so is on one node of a cluster. */

/** A hash: `i` the instance that holds the id (empty: released), `e` the epoch, `o` the owner, `c` 1 when it wants consent. */
export const ownerKey = (id: string): string => `signaling:{p:${id}}:owner`;

/** The owner that an id is kept for. */
export const keptKey = (id: string): string => `signaling:{p:${id}}:kept`;

/** The rooms that the owner entered: whoever has the id next does not inherit its places. */
export const enteredKey = (id: string): string => `signaling:{p:${id}}:rooms`;

/** Messages that wait for a peer, oldest first. */
export const heldKey = (id: string): string => `signaling:{p:${id}}:held`;

/** A hash: id -> member (see `room-scripts.ts`). */
export const membersKey = (room: string): string => `signaling:{r:${room}}:members`;

/** A hash: `revision` of the members, `capacity`. */
export const roomKey = (room: string): string => `signaling:{r:${room}}:room`;

/** What was said in a room, oldest first. */
export const saidKey = (room: string): string => `signaling:{r:${room}}:said`;
export const roomChannel = (room: string): string => `signaling:{r:${room}}`;

/** Is there for as long as the instance is taken to be alive. */
export const leaseKey = (instance: string): string => `signaling:{i:${instance}}:lease`;
export const instanceChannel = (instance: string): string => `signaling:{i:${instance}}`;

/** All instances, by when they renewed their lease, epoch ms. */
export const INSTANCES_KEY = 'signaling:{instances}';
