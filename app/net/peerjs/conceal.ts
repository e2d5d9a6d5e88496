/**
 * What may leave the page on behalf of a connection that is to hide this side's address: relayed candidates, without the
 * address that the relay was asked from. `iceTransportPolicy` makes the browser do so by itself; this is the second lock.
 */
import * as v from 'valibot';

const Text = v.nullish(v.string());

const Outgoing = v.object({
  type: v.picklist(['OFFER', 'ANSWER', 'CANDIDATE']),
  dst: v.string(),
  payload: v.looseObject({
    connectionId: v.string(),
    sdp: v.optional(v.object({ type: v.string(), sdp: v.string() })),
    candidate: v.optional(
      v.object({
        candidate: v.string(),
        sdpMid: Text,
        sdpMLineIndex: v.nullish(v.number()),
        usernameFragment: Text,
      }),
    ),
  }),
});

const CANDIDATE = /^(?:a=)?candidate:/;

/**
 * @param hides whether that connection with that peer is to hide the address
 * @returns the message as it may be sent; null: not at all
 */
export function conceal(message: unknown, hides: (peer: string, connectionId: string) => boolean): unknown {
  const parsed = v.safeParse(Outgoing, message);
  if (!parsed.success) return message;
  const { type, dst, payload } = parsed.output;
  if (!hides(dst, payload.connectionId)) return message;
  const { sdp, candidate } = payload;
  const said = candidate && { ...candidate, candidate: concealedLine(candidate.candidate) };
  if (said?.candidate === null) return null;
  return {
    type,
    dst,
    payload: {
      ...payload,
      ...(said && { candidate: said }),
      ...(sdp && { sdp: { ...sdp, sdp: concealedSdp(sdp.sdp) } }),
    },
  };
}

function concealedSdp(sdp: string): string {
  const lines = sdp.split('\r\n').map((line) => (CANDIDATE.test(line) ? concealedLine(line) : line));
  return lines.filter((line) => line !== null).join('\r\n');
}

/** RFC 8839, section 5.1: `0.0.0.0` and 9 stand for what is not told. */
function concealedLine(line: string): string | null {
  if (!/ typ relay(?: |$)/.test(line)) return null;
  return line.replace(/ raddr \S+ rport \d+/, ' raddr 0.0.0.0 rport 9');
}
