/** A real TURN server, and credentials for it as the service makes them. */
import { createHmac } from 'node:crypto';
import { type Coturn, startCoturn } from '../../signaling/testing/coturn.ts';

/** What the TURN server and a service share. */
export const TURN_SECRET = 'shared-with-the-TURN-server-of-the-stories';

export const startTurn = (): Promise<Coturn> => startCoturn(TURN_SECRET);

export interface TurnUser {
  readonly username: string;
  readonly credential: string;
}

/**
 * @param forSeconds how long they are good; negative: they have run out
 * @see docs/identity.md, "ICE servers"
 */
export function turnUser(forSeconds = 3_600, secret = TURN_SECRET): TurnUser {
  const username = `${Math.floor(Date.now() / 1_000) + forSeconds}:player`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}
