/** A running service for one test, and clients on it. */
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import { ServerNotice, type Status, SUPERSET_VERSION } from '../protocol/index.ts';
import { createSignaling, type Signaling, type SignalingOptions } from '../server.ts';
import { UNLIMITED } from './limits.ts';
import { dial, type Message, type RawPeer, type RawPeerOptions } from './raw-peer.ts';

const NOTICES: ReadonlySet<string> = new Set(ServerNotice.options.map(({ entries }) => entries.type.literal));

/** Short times, so that what has to be waited for comes soon. */
export async function startService(options: SignalingOptions = {}): Promise<Signaling> {
  const signaling = await createSignaling({
    host: '127.0.0.1',
    port: 0,
    logLevel: 'silent',
    presenceTickMs: 20,
    presenceGraceMs: 80,
    expireTimeoutMs: 200,
    drainTimeoutMs: 500,
    ...UNLIMITED,
    ...options,
  });
  onTestFinished(() => signaling.close());
  return signaling;
}

/** Connects a client and waits for its OPEN. Whatever it hears must fit the schemas of the protocol. */
export async function open(
  { url }: Signaling,
  id: string,
  options: RawPeerOptions & { readonly token?: string } = {},
): Promise<RawPeer> {
  const peer = await dial(url, { id, token: options.token ?? `token-of-${id}` }, options);
  peer.socket.on('message', (data: Buffer) => {
    const message: unknown = JSON.parse(data.toString());
    if (v.is(v.object({ type: v.picklist([...NOTICES]) }), message)) v.parse(ServerNotice, message);
  });
  await peer.next('OPEN');
  return peer;
}

export interface JoinOptions {
  readonly token?: string;
  readonly status?: Status;
  readonly allow?: readonly string[];
  readonly room?: string;
  readonly name?: string;
  readonly capacity?: number;
}

let requests = 0;

/** Sends a request and waits for its answer: `ACK`, or the code of the refusal. */
export async function ask(peer: RawPeer, type: string, payload: object): Promise<unknown> {
  requests += 1;
  const mid = `m${requests}`;
  peer.send({ type, payload: { mid, ...payload } });
  const isAnswer = (message: Message): boolean => message.payload?.['mid'] === mid;
  const answer = await peer.find(isAnswer);
  return answer.type === 'ACK' ? 'ACK' : answer.payload?.['code'];
}

export function askToJoin(peer: RawPeer, options: Omit<JoinOptions, 'token'> = {}): Promise<unknown> {
  const said = { version: SUPERSET_VERSION, room: 'lobby', status: 'available', allow: [] };
  return ask(peer, 'JOIN', { ...said, ...options });
}

/** Connects a client, lets it join the lobby and waits for the snapshot. */
export async function join(service: Signaling, id: string, options: JoinOptions = {}): Promise<RawPeer> {
  const peer = await open(service, id, options.token === undefined ? {} : { token: options.token });
  const { token: _token, ...said } = options;
  const answer = await askToJoin(peer, said);
  if (answer !== 'ACK') throw new Error(`JOIN of ${id}: ${String(answer)}`);
  await peer.next('ROOM');
  return peer;
}

/** The room as a client knows it from what it heard, after checking that no revision is missing or doubled. */
export function knownRoom(peer: RawPeer, room = 'lobby'): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  let revision = -1;
  for (const message of peer.received) {
    const read = v.safeParse(ServerNotice, message);
    if (!read.success) continue;
    const notice = read.output;
    if (!('room' in notice.payload) || notice.payload.room !== room) continue;
    if (notice.type === 'ROOM') {
      members.clear();
      for (const [id, status] of notice.payload.members) members.set(id, status);
      revision = notice.payload.rev;
    }
    if (notice.type === 'PRESENCE') {
      if (notice.payload.rev !== revision + 1) {
        throw new Error(`revision ${notice.payload.rev} after ${revision}`);
      }
      revision += 1;
      for (const [id, status] of notice.payload.changes) {
        if (status === null) members.delete(id);
        else members.set(id, status);
      }
    }
  }
  return members;
}
