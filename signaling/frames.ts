/** Texts that go over the WebSocket: reading what a client sent, writing what the service says. */
import * as v from 'valibot';
import {
  ClientRequest,
  HANDSHAKE_ERRORS,
  type HandshakeError,
  Mid,
  type RelayedType,
  type ServerNotice,
} from './protocol/index.ts';
import type { Frame } from './realm/index.ts';

export type ClientFrame =
  | { readonly kind: 'heartbeat' }
  /** Goes to another peer; `frame` is the message with its sender in it. */
  | { readonly kind: 'relayed'; readonly type: RelayedType; readonly dst: string; readonly frame: Frame }
  /** LEAVE without a destination. */
  | { readonly kind: 'goodbye' }
  | { readonly kind: 'request'; readonly request: ClientRequest }
  /** A request of the superset whose payload does not fit; `mid` when at least that could be read. */
  | { readonly kind: 'malformed-request'; readonly mid: string | null }
  | {
      readonly kind: 'rejected';
      readonly why: 'frame/unreadable' | 'frame/unknown-type' | 'frame/malformed';
    };

type Typed = Readonly<Record<string, unknown>> & { readonly type: string };

const WithMid = v.object({ payload: v.object({ mid: Mid }) });
const REQUEST_TYPES: ReadonlySet<string> = new Set(
  ClientRequest.options.map(({ entries }) => entries.type.literal),
);

const HEARTBEAT: ClientFrame = { kind: 'heartbeat' };
const GOODBYE: ClientFrame = { kind: 'goodbye' };
const UNREADABLE: ClientFrame = { kind: 'rejected', why: 'frame/unreadable' };
const UNKNOWN_TYPE: ClientFrame = { kind: 'rejected', why: 'frame/unknown-type' };
const MALFORMED: ClientFrame = { kind: 'rejected', why: 'frame/malformed' };

/**
 * Reads one message. The five types of PeerJS are nearly all that a service carries, so they are checked by hand; a
 * test holds the result to the schema `PeerMessage`.
 *
 * @param data UTF-8, as ws has checked; never thrown at whatever it is
 * @param src the id of the client
 */
export function readFrame(data: Buffer, src: string): ClientFrame {
  const json = parseJson(data);
  if (!isTyped(json)) return UNREADABLE;
  const { type } = json;
  switch (type) {
    case 'HEARTBEAT':
      return HEARTBEAT;
    case 'OFFER':
    case 'ANSWER':
    case 'CANDIDATE':
      return typeof json['dst'] === 'string' ? relayed(type, json['dst'], json, data, src) : MALFORMED;
    case 'LEAVE': {
      const dst = json['dst'] ?? '';
      if (typeof dst !== 'string') return MALFORMED;
      return dst === '' ? GOODBYE : relayed(type, dst, json, data, src);
    }
    default:
      return REQUEST_TYPES.has(type) ? readRequest(json) : UNKNOWN_TYPE;
  }
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString());
  } catch {
    return undefined;
  }
}

function isTyped(json: unknown): json is Typed {
  return typeof json === 'object' && json !== null && 'type' in json && typeof json.type === 'string';
}

function relayed(type: RelayedType, dst: string, json: Typed, data: Buffer, src: string): ClientFrame {
  const frame = data[0] === BRACE && isBare(json) ? stamp(data, src) : rewrite(type, src, dst, json);
  return frame === null ? MALFORMED : { kind: 'relayed', type, dst, frame };
}

const BRACE = 0x7b;

/** Whether a message has the keys of a PeerJS message alone. Any other, `src` first of all, is not passed on. */
function isBare(json: Typed): boolean {
  for (const key of Object.keys(json)) {
    if (key !== 'type' && key !== 'dst' && key !== 'payload') return false;
  }
  return true;
}

/**
 * The bytes as they came, with the sender put in front: writing a parsed message again would cost more than all else.
 * Since the parsed message has no `src`, neither has the text, however its keys are escaped or doubled.
 */
function stamp(data: Buffer, src: string): Buffer {
  const head = `{"src":"${src}",`;
  const frame = Buffer.allocUnsafe(head.length + data.length - 1);
  frame.write(head, 'latin1');
  data.copy(frame, head.length, 1);
  return frame;
}

/** `null` when the payload is nested too deep to be written: parsing is iterative, writing recursive. */
function rewrite(type: RelayedType, src: string, dst: string, { payload }: Typed): string | null {
  try {
    return JSON.stringify({ type, src, dst, payload });
  } catch {
    return null;
  }
}

function readRequest(json: Typed): ClientFrame {
  const read = v.safeParse(ClientRequest, json);
  if (read.success) return { kind: 'request', request: read.output };
  const withMid = v.safeParse(WithMid, json);
  return { kind: 'malformed-request', mid: withMid.success ? withMid.output.payload.mid : null };
}

export const OPEN = JSON.stringify({ type: 'OPEN' });
export const ID_TAKEN = JSON.stringify({ type: 'ID-TAKEN', payload: { msg: 'ID is taken' } });

const ERROR_TEXTS: ReadonlyMap<string, string> = new Map(Object.entries(HANDSHAKE_ERRORS));

/** @param code one of `HANDSHAKE_ERRORS`, or why a token was refused, to which the stock server has one text */
export function errorFrame(code: string): string {
  const msg = ERROR_TEXTS.get(code) ?? HANDSHAKE_ERRORS['handshake/token'];
  return JSON.stringify({ type: 'ERROR', payload: { msg, code } } satisfies HandshakeError);
}

/** "Nobody at `missing` took what you sent": a PeerJS client makes `peer-unavailable` of it. */
export function expireFrame(missing: string, to: string): string {
  return JSON.stringify({ type: 'EXPIRE', src: missing, dst: to });
}

export function noticeFrame(notice: ServerNotice): string {
  return JSON.stringify(notice);
}
