/**
 * What may reach PeerJS from the service.
 *
 * PeerJS acts on an OFFER before an app sees anything of it: it builds a connection of whatever `serialization` is
 * named (`constructor` makes one that can never be closed), answers it, and keeps messages for connections that it does
 * not know for ever. So every message passes here first.
 */
import * as v from 'valibot';
import { isPeerId } from '../../../signaling/protocol/index.ts';

const PeerId = v.pipe(v.string(), v.check(isPeerId));
const ConnectionId = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64));

function description<const Type extends 'offer' | 'answer'>(type: Type) {
  return v.object({ type: v.literal(type), sdp: v.string() });
}

/**
 * The messages of the PeerJS protocol, as narrow as this program uses them: raw, ordered data channels. No LEAVE: at one
 * PeerJS closes every connection to its sender, and what goes on at the service says nothing about a game.
 */
const Message = v.variant('type', [
  v.object({ type: v.literal('OPEN') }),
  v.object({ type: v.literal('ID-TAKEN') }),
  v.object({ type: v.literal('INVALID-KEY') }),
  v.object({ type: v.literal('ERROR'), payload: v.object({ msg: v.string() }) }),
  v.object({ type: v.literal('EXPIRE'), src: PeerId }),
  v.object({
    type: v.literal('OFFER'),
    src: PeerId,
    payload: v.object({
      type: v.literal('data'),
      connectionId: ConnectionId,
      label: v.optional(v.string()),
      // The others parse or reassemble what a stranger sends before we can look at it.
      serialization: v.literal('raw'),
      reliable: v.literal(true),
      sdp: description('offer'),
    }),
  }),
  v.object({
    type: v.literal('ANSWER'),
    src: PeerId,
    payload: v.object({ type: v.literal('data'), connectionId: ConnectionId, sdp: description('answer') }),
  }),
  v.object({
    type: v.literal('CANDIDATE'),
    src: PeerId,
    payload: v.object({
      type: v.literal('data'),
      connectionId: ConnectionId,
      candidate: v.object({
        candidate: v.string(),
        sdpMid: v.nullish(v.string()),
        sdpMLineIndex: v.nullish(v.number()),
        usernameFragment: v.nullish(v.string()),
      }),
    }),
  }),
]);
export type AdmittedMessage = v.InferOutput<typeof Message>;

export interface Guard {
  /** Whether an OFFER of this peer may be answered: an answer shows it our addresses. */
  accepts(peer: string): boolean;
  /** Whether PeerJS holds a connection of that id with that peer. */
  knows(peer: string, connectionId: string): boolean;
}

/** The part of a message that PeerJS may see, or `null` when it may see nothing of it. Never throws. */
export function admit(message: unknown, guard: Guard): AdmittedMessage | null {
  const parsed = v.safeParse(Message, message);
  if (!parsed.success) return null;
  const admitted = parsed.output;
  switch (admitted.type) {
    case 'OFFER':
      // A second OFFER for a connection would close the first one.
      return guard.accepts(admitted.src) && !guard.knows(admitted.src, admitted.payload.connectionId)
        ? admitted
        : null;
    case 'ANSWER':
    case 'CANDIDATE':
      return guard.knows(admitted.src, admitted.payload.connectionId) ? admitted : null;
    default:
      return admitted;
  }
}
