/**
 * What the service adds to the PeerJS wire protocol.
 *
 * Every message is a JSON text on the WebSocket that a PeerJS client already holds:
 * `{ "type": "...", "payload": { ... } }`. No payload has a `connectionId`, because a PeerJS client stores
 * messages with an unknown one for ever. Each request carries `mid`, chosen by the client, and is answered by
 * exactly one ACK or REFUSED with the same `mid`.
 */
import * as v from 'valibot';
import { isPeerId } from './id.ts';

/** Version of this superset; a client says it in JOIN, the service refuses what it does not speak. */
export const SUPERSET_VERSION = 1;

/** The public room that everybody who opens the page joins. */
export const LOBBY = 'lobby';

/** Most peers that an allow-list names: more than anyone plays or challenges at once. */
export const ALLOW_MAX = 64;

/** Most members that one ROOM snapshot lists; `total` still counts all of them. */
export const SNAPSHOT_MAX = 200;

export const STATUSES = ['available', 'playing', 'away'] as const;
export type Status = (typeof STATUSES)[number];

/** `busy`: in a game, or with another challenge; `gone`: the page, or its id, goes away. */
export const REPLIES = ['accept', 'decline', 'busy', 'gone'] as const;
export type ChallengeReply = (typeof REPLIES)[number];

/** Why the service says no to a request. */
export const REFUSALS = [
  /** the payload does not fit the schema of its type */
  'request/malformed',
  /** a request that needs a JOIN first */
  'request/not-joined',
  /** the client speaks a version of the superset that the service does not */
  'request/version',
  /** more requests than the service takes from one client */
  'request/rate',
  /** no such room can be joined */
  'room/unknown',
  /** nobody with that id is in the lobby */
  'challenge/offline',
  /** that player is in a game */
  'challenge/playing',
  /** a challenge to oneself */
  'challenge/self',
] as const;
export type RefusalCode = (typeof REFUSALS)[number];

/** Why the service lets a client go. `replaced`: the same id came back on another socket; do not come back by yourself. */
export const GOAWAY_REASONS = ['replaced', 'shutdown'] as const;
export type GoAwayReason = (typeof GOAWAY_REASONS)[number];

const PeerId = v.pipe(v.string(), v.check(isPeerId, 'not a peer id'));
const Token = v.pipe(v.string(), v.regex(/^[\w-]{1,32}$/));
/** Names one request of one client, so that its answer can be told from others. */
export const Mid = Token;
const Revision = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Count = Revision;
const Room = v.pipe(v.string(), v.regex(/^[\w:.-]{1,64}$/));
const Allow = v.pipe(v.array(PeerId), v.maxLength(ALLOW_MAX));

/** `[id, status]`: the shortest form, since a snapshot repeats it for each member. */
const Member = v.strictTuple([PeerId, v.picklist(STATUSES)]);
export type Member = v.InferOutput<typeof Member>;

/** `[id, null]` says that the member left. */
const Change = v.strictTuple([PeerId, v.nullable(v.picklist(STATUSES))]);
export type Change = v.InferOutput<typeof Change>;

function message<const Type extends string, const Entries extends v.ObjectEntries>(
  type: Type,
  entries: Entries,
) {
  return v.object({ type: v.literal(type), payload: v.strictObject(entries) });
}

/** What a client may ask. */
export const ClientRequest = v.variant('type', [
  /** Enter a room. Said again at every `open`, since the service may have forgotten: it replaces what was said before. */
  message('JOIN', {
    mid: Mid,
    version: v.pipe(v.number(), v.safeInteger()),
    room: Room,
    status: v.picklist(STATUSES),
    allow: Allow,
  }),
  /** Leave the room; consent stays in force for as long as the socket lives. */
  message('PART', { mid: Mid, room: Room }),
  /** Say what one is doing. */
  message('STATUS', { mid: Mid, status: v.picklist(STATUSES) }),
  /** Replace the allow-list: the peers whose OFFER, ANSWER and CANDIDATE may reach this client. */
  message('ALLOW', { mid: Mid, allow: Allow }),
  /** Ask somebody for a game. ACK: handed to that client; the answer comes as its CHALLENGE-REPLY. */
  message('CHALLENGE', { mid: Mid, to: PeerId, challenge: Token }),
  message('CHALLENGE-REPLY', { mid: Mid, to: PeerId, challenge: Token, reply: v.picklist(REPLIES) }),
  message('CHALLENGE-CANCEL', { mid: Mid, to: PeerId, challenge: Token }),
]);
export type ClientRequest = v.InferOutput<typeof ClientRequest>;

/** What the service says beyond PeerJS. */
export const ServerNotice = v.variant('type', [
  message('ACK', { mid: Mid }),
  /** `mid` is null when the request was too malformed to have one. */
  message('REFUSED', { mid: v.nullable(Mid), code: v.picklist(REFUSALS) }),
  /**
   * The room as it is at `rev`: after a JOIN, and in place of a PRESENCE with too many changes. It replaces what was
   * known. Each later PRESENCE has the next `rev`; after a gap, JOIN again.
   */
  message('ROOM', { room: Room, rev: Revision, members: v.array(Member), total: Count }),
  /** What changed since `rev - 1`, coalesced. */
  message('PRESENCE', { room: Room, rev: Revision, changes: v.array(Change), total: Count }),
  message('CHALLENGE', { from: PeerId, challenge: Token }),
  message('CHALLENGE-REPLY', { from: PeerId, challenge: Token, reply: v.picklist(REPLIES) }),
  message('CHALLENGE-CANCEL', { from: PeerId, challenge: Token }),
  /** The socket is closed next. `retryAfterMs` says how long to wait before coming back. */
  message('GOAWAY', {
    reason: v.picklist(GOAWAY_REASONS),
    retryAfterMs: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
]);
export type ServerNotice = v.InferOutput<typeof ServerNotice>;
