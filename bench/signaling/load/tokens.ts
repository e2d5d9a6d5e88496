import { SigningKeys } from '../../../signaling/identity/keys.ts';
import { Tickets } from '../../../signaling/identity/tickets.ts';

const TTL_SECONDS = 600;
/** A thumbprint (RFC 7638) of the right form; the service does not see the key itself when a client connects. */
const THUMBPRINT = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';

export type IssueToken = (id: string) => string;

/** @param ticketSecret that of the server; `null`: any text will do, as PeerJS clients send it */
export async function tokensFor(ticketSecret: string | null): Promise<IssueToken> {
  if (ticketSecret === null) return (id) => `token-of-${id}`;
  const keys = await SigningKeys.open({ secrets: [ticketSecret], redis: null });
  const tickets = new Tickets(keys, TTL_SECONDS);
  return (id) => tickets.issue(id, THUMBPRINT);
}
