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

/** Most rooms that one client is in. */
export const ROOMS_MAX = 8;

/** A room other than the lobby has so many members at most; its creator may choose fewer. */
const CAPACITY_MAX = 1000;

/** Longest text of a CHAT, UTF-16 code units. */
export const CHAT_MAX_LENGTH = 280;

/** Longest name, UTF-16 code units. */
export const NAME_MAX_LENGTH = 32;

/** Most messages of a HISTORY. */
export const HISTORY_MAX = 100;

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
  /** the room has its most members already */
  'room/full',
  /** the client's token does not open that room */
  'room/forbidden',
  /** one room more than a client may be in */
  'room/too-many',
  /** a moderator does not let that text pass */
  'chat/refused',
  /** nobody with that id is in a room with the client */
  'challenge/offline',
  /** that player is in a game */
  'challenge/playing',
  /** a challenge to oneself */
  'challenge/self',
  /** it was sent to where the player is, and nothing came back: it may or may not have arrived */
  'challenge/unconfirmed',
  /** messages were dropped: the connection sends too many */
  'limit/connection',
  /** messages were dropped: too many come from this address */
  'limit/address',
  /** the room gets too many messages */
  'limit/room',
] as const;
export type RefusalCode = (typeof REFUSALS)[number];

/** Why the service lets a client go. */
export const GOAWAY_REASONS = [
  /** the same id came back on another socket; do not come back by yourself */
  'replaced',
  /** this instance goes down; come back, to another one */
  'shutdown',
  /** the connection has reached its age; come back, and nobody notices */
  'renew',
] as const;
export type GoAwayReason = (typeof GOAWAY_REASONS)[number];

const PeerId = v.pipe(v.string(), v.check(isPeerId, 'not a peer id'));
const Token = v.pipe(v.string(), v.regex(/^[\w-]{1,32}$/));
/** Names one request of one client, so that its answer can be told from others. */
export const Mid = Token;
const Revision = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Count = Revision;
const Room = v.pipe(v.string(), v.regex(/^[\w:.-]{1,64}$/));
const Allow = v.pipe(v.array(PeerId), v.maxLength(ALLOW_MAX));

/** Line breaks, other control characters, what turns the direction of the text around, and half characters. */
const NOT_PLAIN = /[\p{Cc}\p{Surrogate}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Anything that can be seen: U+2800 is a blank, and what is ignorable (U+200B, U+3164, ...) shows nothing. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u;

function plainText(maxLength: number) {
  return v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(maxLength),
    v.check((text) => VISIBLE.test(text) && !NOT_PLAIN.test(text), 'not plain text'),
  );
}

/** What people call somebody. Not unique, and chosen freely: the id says who it is. */
export const DisplayName = plainText(NAME_MAX_LENGTH);
export const ChatText = plainText(CHAT_MAX_LENGTH);

const AStatus = v.picklist(STATUSES);
const Member = v.pipe(
  v.union([v.strictTuple([PeerId, AStatus]), v.strictTuple([PeerId, AStatus, DisplayName])]),
  v.transform((member): Member => member),
);
/** The shortest form, since a snapshot repeats it for each member. */
export type Member = [id: string, status: Status, name?: string];

const Change = v.pipe(
  v.union([v.strictTuple([PeerId, v.null()]), Member]),
  v.transform((change): Change => change),
);
/** With `null` the member left. */
export type Change = [id: string, status: Status | null, name?: string];

const Said = {
  from: PeerId,
  /** Chosen by the sender, who does not use it again: two messages with the same `from` and `id` are one. */
  id: Token,
  text: ChatText,
  /** When the service took it, epoch ms of its clock. */
  at: Count,
  name: v.exactOptional(DisplayName),
};
const ChatMessage = v.strictObject(Said);
export type ChatMessage = v.InferOutput<typeof ChatMessage>;

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
    name: v.exactOptional(DisplayName),
    /** Most members, if this creates the room; the lobby has its own. */
    capacity: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(2), v.maxValue(CAPACITY_MAX))),
  }),
  /** Leave the room; consent stays in force for as long as the socket lives. */
  message('PART', { mid: Mid, room: Room }),
  /** Say what one is doing, in all rooms. */
  message('STATUS', { mid: Mid, status: v.picklist(STATUSES) }),
  /** Say something in a room. ACK: it goes to every member, the sender too. Said again with its `id`, it is told once. */
  message('CHAT', { mid: Mid, room: Room, id: Token, text: ChatText }),
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
  /**
   * `mid` is null when the request was too malformed to have one, and for messages that a limit dropped: those are
   * answered once until the next that is not.
   */
  message('REFUSED', { mid: v.nullable(Mid), code: v.picklist(REFUSALS) }),
  /**
   * The room as it is at `rev`: after a JOIN, and in place of a PRESENCE with too many changes. It replaces what was
   * known. Each later PRESENCE has the next `rev`; after a gap, JOIN again.
   */
  message('ROOM', { room: Room, rev: Revision, members: v.array(Member), total: Count }),
  /** What changed since `rev - 1`, coalesced. */
  message('PRESENCE', { room: Room, rev: Revision, changes: v.array(Change), total: Count }),
  message('CHAT', { room: Room, ...Said }),
  /** What was said before: after the ROOM of a JOIN. Oldest first; it may have a message that came as CHAT, too. */
  message('HISTORY', { room: Room, messages: v.pipe(v.array(ChatMessage), v.maxLength(HISTORY_MAX)) }),
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
