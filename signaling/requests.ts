import { noticeFrame } from './frames.ts';
import type { Occupant, Presence } from './presence.ts';
import { type ClientRequest, LOBBY, type RefusalCode, SUPERSET_VERSION } from './protocol/index.ts';
import type { Realm } from './realm/index.ts';

/** A client as its requests change it. */
export interface Requester extends Occupant {
  /** Whether it said JOIN on this socket. */
  readonly joined: boolean;
  /** From now on only these peers reach the client. */
  allow(peers: readonly string[]): void;
}

type Challenge = Extract<ClientRequest, { type: `CHALLENGE${string}` }>;

/**
 * Carries a request of the superset out.
 *
 * @returns why not, or `null` when it is done
 */
export async function carryOut(
  request: ClientRequest,
  client: Requester,
  { realm, lobby }: { readonly realm: Realm; readonly lobby: Presence },
): Promise<RefusalCode | null> {
  if (request.type === 'JOIN') return join(request.payload, client, lobby);
  if (!client.joined) return 'request/not-joined';
  switch (request.type) {
    case 'ALLOW':
      client.allow(request.payload.allow);
      return null;
    case 'PART':
      if (request.payload.room !== LOBBY) return 'room/unknown';
      await lobby.part(client);
      return null;
    case 'STATUS':
      if (!lobby.has(client)) return 'request/not-joined';
      await lobby.enter(client, request.payload.status);
      return null;
    default:
      if (!lobby.has(client)) return 'request/not-joined';
      return challenge(request, client, realm, lobby);
  }
}

async function join(
  { version, room, status, allow }: Extract<ClientRequest, { type: 'JOIN' }>['payload'],
  client: Requester,
  lobby: Presence,
): Promise<RefusalCode | null> {
  if (version !== SUPERSET_VERSION) return 'request/version';
  if (room !== LOBBY) return 'room/unknown';
  // The list holds before anybody can see the client in the room.
  client.allow(allow);
  await lobby.enter(client, status);
  return null;
}

async function challenge(
  request: Challenge,
  client: Requester,
  realm: Realm,
  lobby: Presence,
): Promise<RefusalCode | null> {
  const { to } = request.payload;
  if (to === client.id) return 'challenge/self';
  const status = lobby.statusOf(to);
  if (status === null) return 'challenge/offline';
  if (request.type === 'CHALLENGE' && status === 'playing') return 'challenge/playing';
  const { type } = request;
  const sent = await realm.send(
    { type, from: client.id, to, frame: challengeFrame(request, client.id) },
    'drop',
  );
  return sent === 'delivered' ? null : 'challenge/offline';
}

function challengeFrame(request: Challenge, from: string): string {
  const { challenge: id } = request.payload;
  return request.type === 'CHALLENGE-REPLY'
    ? noticeFrame({ type: request.type, payload: { from, challenge: id, reply: request.payload.reply } })
    : noticeFrame({ type: request.type, payload: { from, challenge: id } });
}
