/**
 * What may leave the page on behalf of a connection that is to hide this side's address: relayed candidates, without the
 * address that the relay was asked from. `iceTransportPolicy` makes the browser do so by itself; this is the second lock.
 */
import * as v from 'valibot';

/** What PeerJS says to a peer. */
const Outgoing = v.object({
  type: v.picklist(['OFFER', 'ANSWER', 'CANDIDATE']),
  dst: v.string(),
  payload: v.looseObject({ connectionId: v.string() }),
});

const Text = v.nullish(v.string());

/** Where addresses stand in it. */
const Payload = v.looseObject({
  sdp: v.optional(v.object({ type: v.string(), sdp: v.string() })),
  candidate: v.optional(
    v.object({
      candidate: v.string(),
      sdpMid: Text,
      sdpMLineIndex: v.nullish(v.number()),
      usernameFragment: Text,
    }),
  ),
});

/**
 * @param hides whether that connection with that peer is to hide the address
 * @returns the message as it may be sent; null: not at all
 */
export function conceal(message: unknown, hides: (peer: string, connectionId: string) => boolean): unknown {
  const outgoing = v.safeParse(Outgoing, message);
  if (!outgoing.success) return message;
  const { type, dst, payload } = outgoing.output;
  if (!hides(dst, payload.connectionId)) return message;
  const parsed = v.safeParse(Payload, payload);
  // What is not understood may hold anything.
  if (!parsed.success) return null;
  const { sdp, candidate } = parsed.output;
  const said = candidate && { ...candidate, candidate: concealedCandidate(candidate.candidate) };
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
  const lines = sdp.split(/\r?\n/).map(concealedLine);
  return lines.filter((line) => line !== null).join('\r\n');
}

/** Where an SDP names addresses (RFC 8866, 3605 and 8839): nowhere else. Each becomes what stands for "not told". */
function concealedLine(line: string): string | null {
  if (line.startsWith('a=candidate:')) return concealedCandidate(line);
  if (line.startsWith('a=remote-candidates:')) return null;
  return line
    .replace(/^(o=.*|c=|a=rtcp:\d+ )IN IP[46] \S+$/, '$1IN IP4 0.0.0.0')
    .replace(/^a=rtcp:\d+/, 'a=rtcp:9')
    .replace(/^(m=\S+) [1-9]\d*/, '$1 9');
}

/**
 * RFC 8839, section 5.1: the type is the eighth word; `0.0.0.0` and 9 stand for what is not told. Chromium's words about
 * the network (`network-cost`: by cable, by radio) are nobody's business either.
 */
function concealedCandidate(line: string): string | null {
  const [, , , , , , typ, type] = line.split(' ');
  if (typ !== 'typ' || type !== 'relay') return null;
  return line
    .replace(/ raddr \S+ rport \d+/, ' raddr 0.0.0.0 rport 9')
    .replaceAll(/ network-(?:id|cost) \d+/g, '');
}
