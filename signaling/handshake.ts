import { type HandshakeErrorCode, isPeerId, TOKEN_MAX_LENGTH } from './protocol/index.ts';

export type Handshake =
  | { readonly ok: true; readonly id: string; readonly token: string }
  | { readonly ok: false; readonly code: HandshakeErrorCode };

/**
 * Reads what a client says about itself in the URL of its WebSocket.
 *
 * @param query the part after `?`, never thrown at whatever it is
 * @param key the key that this service serves
 * @param bearer whether the client has a token in its headers, so that the query needs none
 */
export function readHandshake(query: string, key: string, bearer: boolean): Handshake {
  const parameters = new URLSearchParams(query);
  const id = parameters.get('id');
  const token = parameters.get('token') ?? '';
  const clientKey = parameters.get('key');
  if (!id || !clientKey || (token === '' && !bearer)) return { ok: false, code: 'handshake/parameters' };
  if (clientKey !== key) return { ok: false, code: 'handshake/key' };
  if (!isPeerId(id)) return { ok: false, code: 'handshake/id' };
  if (token.length > TOKEN_MAX_LENGTH) return { ok: false, code: 'handshake/token' };
  return { ok: true, id: unshared(id), token };
}

/** A copy: a part of a text keeps the whole of it in memory, here the URL with the token, for as long as the id lives. */
function unshared(id: string): string {
  return Buffer.from(id, 'latin1').toString('latin1');
}
