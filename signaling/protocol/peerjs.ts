/**
 * The PeerJS wire protocol, client side: what a PeerJS client 1.5 sends over its WebSocket, and the ways in
 * which the service answers when it opens one.
 *
 * A message is a JSON text. The service writes `src` itself, so what a client claims there is not read.
 */
import * as v from 'valibot';

/** The messages that set a connection up. They wait for a while when the other peer is not there. */
const NEGOTIATION_TYPES = ['OFFER', 'ANSWER', 'CANDIDATE'] as const;

/** Every type that goes from one peer to another. */
export type RelayedType = (typeof NEGOTIATION_TYPES)[number] | 'LEAVE';

export const PeerMessage = v.variant('type', [
  v.object({ type: v.literal('HEARTBEAT') }),
  v.object({
    type: v.picklist(NEGOTIATION_TYPES),
    /** Any text: what cannot be an id is answered like a peer who is not there. */
    dst: v.string(),
    payload: v.optional(v.unknown()),
  }),
  /** With `dst`: "close what you have with me". Without: the client is going, for good. */
  v.object({ type: v.literal('LEAVE'), dst: v.nullish(v.string()), payload: v.optional(v.unknown()) }),
]);
export type PeerMessage = v.InferOutput<typeof PeerMessage>;

/**
 * Why the service says ERROR instead of OPEN, which destroys a PeerJS client: a code, and the text that goes with it.
 * The first four texts are the stock server's. Tokens are refused with more codes, `auth/...`.
 */
export const HANDSHAKE_ERRORS = {
  'handshake/parameters': 'No id, token, or key supplied to websocket server',
  'handshake/key': 'Invalid key provided',
  'handshake/token': 'Invalid token provided',
  'server/full': 'Server has reached its concurrent user limit',
  'handshake/id': 'Invalid id provided',
} as const;
export type HandshakeErrorCode = keyof typeof HANDSHAKE_ERRORS;

/** ERROR as the service says it. A stock client reads `msg` alone. */
export const HandshakeError = v.object({
  type: v.literal('ERROR'),
  payload: v.object({ msg: v.string(), code: v.pipe(v.string(), v.regex(/^[\w-]+\/[\w-]+$/)) }),
});
export type HandshakeError = v.InferOutput<typeof HandshakeError>;

/** Longest token accepted, in characters: room for a signed ticket. */
export const TOKEN_MAX_LENGTH = 2048;
