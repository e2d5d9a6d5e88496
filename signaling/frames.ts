/** Texts that go over the WebSocket: reading what a client sent, writing what the service says. */
import * as v from 'valibot';
import { ClientRequest, Mid, PeerMessage, type RelayedType, type ServerNotice } from './protocol/index.ts';

export type ClientFrame =
  | { readonly kind: 'peer'; readonly message: PeerMessage }
  | { readonly kind: 'request'; readonly request: ClientRequest }
  /** A request of the superset whose payload does not fit; `mid` when at least that could be read. */
  | { readonly kind: 'malformed-request'; readonly mid: string | null }
  | {
      readonly kind: 'rejected';
      readonly why: 'frame/unreadable' | 'frame/unknown-type' | 'frame/malformed';
    };

const Typed = v.object({ type: v.string() });
const WithMid = v.object({ payload: v.object({ mid: Mid }) });

const PEER_TYPES: ReadonlySet<string> = new Set(['HEARTBEAT', 'OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE']);
const REQUEST_TYPES: ReadonlySet<string> = new Set(
  ClientRequest.options.map(({ entries }) => entries.type.literal),
);

/** Never throws, whatever the text. */
export function readFrame(text: string): ClientFrame {
  const json = parseJson(text);
  const typed = v.safeParse(Typed, json);
  if (!typed.success) return { kind: 'rejected', why: 'frame/unreadable' };
  const { type } = typed.output;
  if (PEER_TYPES.has(type)) {
    const read = v.safeParse(PeerMessage, json);
    return read.success
      ? { kind: 'peer', message: read.output }
      : { kind: 'rejected', why: 'frame/malformed' };
  }
  if (REQUEST_TYPES.has(type)) {
    const read = v.safeParse(ClientRequest, json);
    if (read.success) return { kind: 'request', request: read.output };
    const withMid = v.safeParse(WithMid, json);
    return { kind: 'malformed-request', mid: withMid.success ? withMid.output.payload.mid : null };
  }
  return { kind: 'rejected', why: 'frame/unknown-type' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const OPEN = JSON.stringify({ type: 'OPEN' });
export const ID_TAKEN = JSON.stringify({ type: 'ID-TAKEN', payload: { msg: 'ID is taken' } });

export function errorFrame(msg: string): string {
  return JSON.stringify({ type: 'ERROR', payload: { msg } });
}

/** "Nobody at `missing` took what you sent": a PeerJS client makes `peer-unavailable` of it. */
export function expireFrame(missing: string, to: string): string {
  return JSON.stringify({ type: 'EXPIRE', src: missing, dst: to });
}

/** `null` when the payload is nested too deep to be written. */
export function relayFrame(type: RelayedType, src: string, dst: string, payload: unknown): string | null {
  try {
    return JSON.stringify({ type, src, dst, payload });
  } catch {
    // Parsing is iterative, writing recursive: a payload of many thousand levels runs out of stack only here.
    return null;
  }
}

export function noticeFrame(notice: ServerNotice): string {
  return JSON.stringify(notice);
}
