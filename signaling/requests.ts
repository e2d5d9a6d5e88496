import * as v from 'valibot';
import { noticeFrame } from './frames.ts';
import { imitatesId } from './imitation.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics/index.ts';
import { type Moderate, moderated } from './moderation.ts';
import type { Guard } from './ports.ts';
import { ChatText, type ClientRequest, type RefusalCode, SUPERSET_VERSION } from './protocol/index.ts';
import type { Delivery, Realm } from './realm/index.ts';
import { type Guest, presenceNear, roomOf, type Rooms } from './rooms.ts';

/** A client as its requests change it. */
export interface Requester extends Guest {
  /** Whether it said JOIN on this socket. */
  readonly joined: boolean;
  /** The rooms that its token opens; `null`: all. */
  readonly opens: readonly string[] | null;
  /**
   * From now on only these peers reach the client.
   *
   * @returns how to undo it
   */
  allow(peers: readonly string[]): () => void;
}

export interface RequestServices {
  readonly realm: Realm;
  readonly rooms: Rooms;
  readonly guard: Guard;
  readonly metrics: Metrics;
  readonly moderate: Moderate;
  readonly log: Logger;
}

type Payload<Type extends ClientRequest['type']> = Extract<ClientRequest, { type: Type }>['payload'];
type Challenge = Extract<ClientRequest, { type: `CHALLENGE${string}` }>;
type Refusal = RefusalCode | null;

/**
 * Carries a request of the superset out. Requests of one client come one after the other.
 *
 * @returns why not, or `null` when it is done
 */
export async function carryOut(
  request: ClientRequest,
  client: Requester,
  services: RequestServices,
): Promise<Refusal> {
  if (request.type === 'JOIN') return join(request.payload, client, services);
  if (!client.joined) return 'request/not-joined';
  switch (request.type) {
    case 'ALLOW':
      client.allow(request.payload.allow);
      return null;
    case 'PART':
      return part(request.payload, client, services);
    case 'STATUS':
      return setStatus(request.payload, client, services);
    case 'CHAT':
      return chat(request.payload, client, services);
    default:
      return challenge(request, client, services);
  }
}

async function join(
  { version, room, status, allow, name, capacity }: Payload<'JOIN'>,
  client: Requester,
  { rooms }: RequestServices,
): Promise<Refusal> {
  if (version !== SUPERSET_VERSION) return 'request/version';
  if (client.opens !== null && !client.opens.includes(room)) return 'room/forbidden';
  // The list holds before anybody can see the client in the room.
  const undo = client.allow(allow);
  // Left out rather than refused: the room matters more than what somebody is called in it.
  const shown = name === undefined || imitatesId(name, client.id) ? null : name;
  const refusal = await rooms.join(client, room, { status, name: shown }, capacity);
  if (refusal !== null) undo();
  return refusal;
}

async function part(
  { room: name }: Payload<'PART'>,
  client: Requester,
  { rooms }: RequestServices,
): Promise<Refusal> {
  const room = roomOf(client, name);
  if (room === null) return 'request/not-joined';
  await rooms.part(client, room);
  return null;
}

async function setStatus(
  { status }: Payload<'STATUS'>,
  client: Requester,
  { rooms }: RequestServices,
): Promise<Refusal> {
  if (client.rooms.length === 0) return 'request/not-joined';
  const said = client.rooms.map((room) => {
    const name = room.own(client)?.name ?? null;
    return rooms.join(client, room.name, { status, name });
  });
  const refusals = await Promise.all(said);
  return refusals.find((refusal) => refusal !== null) ?? null;
}

async function chat(
  { room: name, id, text }: Payload<'CHAT'>,
  client: Requester,
  services: RequestServices,
): Promise<Refusal> {
  const { guard, metrics, moderate, log } = services;
  const room = roomOf(client, name);
  const own = room?.own(client) ?? null;
  if (room === null || own === null) return 'request/not-joined';
  if (room.wasSaid(client.id, id)) return null;
  if (!guard.room(name)) {
    metrics.count('limit/room');
    return 'limit/room';
  }
  const from = client.id;
  // Another text has to fit as well: `null` does not, and whoever is in the room checks what it hears.
  const moderation = await moderated(moderate, { room: name, from, name: own.name, text }, log);
  const passed = v.safeParse(ChatText, moderation);
  if (!passed.success) return 'chat/refused';
  const said = { room: name, from, id, text: passed.output, at: Date.now() };
  const payload = own.name === null ? said : { ...said, name: own.name };
  await room.say({ from, frame: noticeFrame({ type: 'CHAT', payload }) });
  return null;
}

const OUTCOMES = {
  delivered: null,
  absent: 'challenge/offline',
  unconfirmed: 'challenge/unconfirmed',
} as const satisfies Record<Delivery, Refusal>;

async function challenge(
  request: Challenge,
  client: Requester,
  { realm, metrics }: RequestServices,
): Promise<Refusal> {
  if (client.rooms.length === 0) return 'request/not-joined';
  const { type } = request;
  const { to } = request.payload;
  if (to === client.id) return 'challenge/self';
  const presence = presenceNear(client, to);
  if (presence === null) return 'challenge/offline';
  if (type === 'CHALLENGE' && presence.status === 'playing') {
    // On another instance its socket may be closed, and its place there for the rest of its grace time only.
    return (await realm.isOnline(to)) ? 'challenge/playing' : 'challenge/offline';
  }
  const frame = challengeFrame(request, client.id);
  const delivery = await realm.deliver({ type, from: client.id, to, frame });
  if (delivery === 'unconfirmed') metrics.count('challenge/unconfirmed');
  return OUTCOMES[delivery];
}

function challengeFrame(request: Challenge, from: string): string {
  const { challenge: id } = request.payload;
  return request.type === 'CHALLENGE-REPLY'
    ? noticeFrame({ type: request.type, payload: { from, challenge: id, reply: request.payload.reply } })
    : noticeFrame({ type: request.type, payload: { from, challenge: id } });
}
