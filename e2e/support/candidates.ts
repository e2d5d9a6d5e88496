/** What a page tells others of its addresses. */
import type { Player } from './player.ts';

/** How a candidate looks that tells nothing but the relay's own address: RFC 8839, section 5.1. */
export const CONCEALED = / typ relay raddr 0\.0\.0\.0 rport \d+( |$)/;

/** Every candidate (a line of SDP) that leaves the page through the service, from its next load on. */
export function candidatesOf({ page }: Player): readonly string[] {
  const candidates: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => candidates.push(...candidatesIn(String(payload))));
  });
  return candidates;
}

/** Wherever in the message they stand: in an SDP too. */
function candidatesIn(message: string): string[] {
  return message.match(/candidate:\d[^"\\]*/g) ?? [];
}
