/**
 * Peer ids.
 *
 * PeerJS accepts letters and digits, joined by single spaces, `_` or `-` (peerjs 1.5 `validateId`). Our own
 * players get a narrower, human-readable form: lower-case words joined by `-`, as in `rare-geckos-jam`.
 */

/** Longest peer id the service accepts, in characters. Stock clients use a UUID (36). */
export const PEER_ID_MAX_LENGTH = 64;

const PEER_ID = /^[A-Za-z0-9]+(?:[ _-][A-Za-z0-9]+)*$/;
const CHALLENGE_LINK = /#\/c\/([^/?#\s]+)/;

/** Whether a text can be a peer id on this service. */
export function isPeerId(text: string): boolean {
  return text.length <= PEER_ID_MAX_LENGTH && PEER_ID.test(text);
}

/**
 * Reads a player id the way people type or paste it: case, spaces, underscores and dashes of any kind are
 * forgiven, and a whole challenge link (`https://…/#/c/rare-geckos-jam`) gives the id in it.
 *
 * @returns the id in its one spelling, or `null` when nothing in the text can be an id.
 */
export function parsePlayerId(text: string): string | null {
  const linked = CHALLENGE_LINK.exec(text)?.[1];
  const words = (linked ?? text)
    .toLowerCase()
    .split(/[\s_\-\u2010-\u2015\u2212]+/)
    .filter((word) => word !== '');
  const id = words.join('-');
  return isPeerId(id) ? id : null;
}
