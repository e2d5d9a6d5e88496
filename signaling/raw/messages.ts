/**
 * The wire of the raw relay: JSON texts with a `type`, as small room servers for WebRTC have it, so that
 * `JSON.stringify(peerConnection.localDescription)` is a message as it is.
 */
import * as v from 'valibot';
import type { Frame } from '../realm/index.ts';

/**
 * Before the names of rooms and the ids of members, as the realm has them: a slash is in no room and in no id of the
 * PeerJS protocol, so that neither side reaches the other.
 */
export const RAW = 'raw/';

/** Longest name of a candidate's media section, or fragment of a user name, in characters (RFC 8839, 5.4: 256). */
const SHORT = 256;

const Text = v.pipe(v.string(), v.minLength(1));
const ShortText = v.nullish(v.pipe(v.string(), v.maxLength(SHORT)));
const LineIndex = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)));

/** One member alone is meant; everybody else in the room unless given. */
const To = v.optional(v.pipe(v.string(), v.uuid()));

/** `RTCIceCandidateInit`; browsers may know more of a candidate than the standard. */
const CandidateInit = v.object({
  candidate: v.string(),
  sdpMid: ShortText,
  sdpMLineIndex: LineIndex,
  usernameFragment: ShortText,
});

/**
 * What a member says. No field is unknown, above all no `from`: the service puts it in front of what the member wrote,
 * and a second one would be the one that readers believe.
 */
const ClientMessage = v.variant('type', [
  v.strictObject({ type: v.picklist(['offer', 'answer']), sdp: Text, to: To }),
  v.strictObject({
    type: v.picklist(['ice-candidate', 'candidate']),
    /** The object, its line of SDP alone, or `null`: there are no more. */
    candidate: v.nullable(v.union([v.string(), CandidateInit])),
    sdpMid: ShortText,
    sdpMLineIndex: LineIndex,
    usernameFragment: ShortText,
    to: To,
  }),
  /** Anything else that two programs agree on, for instance `hangup`, `renegotiate` or `mute`. */
  v.strictObject({
    type: v.literal('control'),
    action: v.pipe(v.string(), v.regex(/^[\w:.-]{1,64}$/)),
    data: v.optional(v.unknown()),
    to: To,
  }),
]);
export type ClientMessage = v.InferOutput<typeof ClientMessage>;

const TYPES: ReadonlySet<unknown> = new Set(['offer', 'answer', 'ice-candidate', 'candidate', 'control']);
const Typed = v.object({ type: v.string() });

export type ReadMessage =
  | { readonly ok: true; readonly message: ClientMessage }
  | { readonly ok: false; readonly error: SchemaError };

export interface SchemaError {
  readonly code:
    /** binary, no JSON, or not `{ type: string, ... }` */
    | 'frame/unreadable'
    | 'frame/unknown-type'
    /** a field is missing, unknown, or out of its range: `path` says which */
    | 'frame/malformed'
    /** nobody in the room has the id in `to` */
    | 'room/unknown-peer';
  /** For instance `candidate`; `null` when it is about the whole. */
  readonly path: string | null;
}

/** Never throws, whatever the text. */
export function readMessage(text: string): ReadMessage {
  const json = parseJson(text);
  const typed = v.safeParse(Typed, json);
  if (!typed.success) return schemaError('frame/unreadable');
  if (!TYPES.has(typed.output.type)) return schemaError('frame/unknown-type', 'type');
  const read = v.safeParse(ClientMessage, json, { abortEarly: true });
  if (read.success) return { ok: true, message: read.output };
  return schemaError('frame/malformed', v.getDotPath(read.issues[0]));
}

export function schemaError(
  code: SchemaError['code'],
  path: string | null = null,
): { readonly ok: false; readonly error: SchemaError } {
  return { ok: false, error: { code, path } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Makes of what a member wrote what goes through the realm: a line with whom it is for (empty: everybody), then the
 * message with its sender in front, and its bytes otherwise as they are.
 *
 * @param message one that `readMessage` has passed: an object with some field, and none of them `from`
 */
export function wrap(message: Buffer, from: string, to: string | undefined): Buffer {
  const fields = message.indexOf('{') + 1;
  return Buffer.concat([Buffer.from(`${to ?? ''}\n{"from":"${from}",`), message.subarray(fields)]);
}

/** The other way. */
export function unwrap(frame: Frame): { readonly to: string | null; readonly message: Buffer } {
  const bytes =
    typeof frame === 'string'
      ? Buffer.from(frame)
      : Buffer.from(frame.buffer, frame.byteOffset, frame.length);
  const end = bytes.indexOf('\n');
  return { to: bytes.toString('latin1', 0, end) || null, message: bytes.subarray(end + 1) };
}

/** What the service says itself. */
export type RawNotice =
  /** First of all: who one is, and who else is there. */
  | {
      readonly type: 'joined';
      readonly roomId: string;
      readonly id: string;
      readonly capacity: number;
      readonly peers: readonly string[];
    }
  | { readonly type: 'peer-joined' | 'peer-disconnected'; readonly from: string }
  /** The message was passed to nobody. */
  | ({ readonly type: 'schema-error' } & SchemaError)
  /** The room has its most members already; the socket is closed. */
  | { readonly type: 'room-full'; readonly roomId: string; readonly capacity: number }
  /**
   * Before `joined`: not let in, and the socket is closed. After it: a message was dropped because it was above a limit;
   * said once until one passes again.
   */
  | { readonly type: 'error'; readonly code: string }
  /** The socket is closed next; come back after `retryAfterMs`. */
  | {
      readonly type: 'goaway';
      readonly reason: 'shutdown' | 'renew';
      readonly retryAfterMs: number;
    };
