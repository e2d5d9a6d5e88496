import { HANDSHAKE_ERRORS, isPeerId, TOKEN_MAX_LENGTH } from './protocol/index.ts';

export type Handshake =
  | { readonly ok: true; readonly id: string; readonly token: string }
  | { readonly ok: false; readonly error: string };

/**
 * Reads what a client says about itself in the URL of its WebSocket.
 *
 * @param query the part after `?`, never thrown at whatever it is
 * @param key the key that this service serves
 */
export function readHandshake(query: string, key: string): Handshake {
  const parameters = new URLSearchParams(query);
  const id = parameters.get('id');
  const token = parameters.get('token');
  const clientKey = parameters.get('key');
  if (!id || !token || !clientKey) return { ok: false, error: HANDSHAKE_ERRORS.parameters };
  if (clientKey !== key) return { ok: false, error: HANDSHAKE_ERRORS.key };
  if (!isPeerId(id)) return { ok: false, error: HANDSHAKE_ERRORS.id };
  if (token.length > TOKEN_MAX_LENGTH) return { ok: false, error: HANDSHAKE_ERRORS.token };
  return { ok: true, id, token };
}
