/** How rooms are written in Redis, and told on their channels: fields on lines, the last one may have several. */
import { type Status, STATUSES } from '../../../protocol/index.ts';
import type { Presence, RoomMessage } from '../../port.ts';

export interface Member {
  readonly epoch: number;
  readonly instance: string;
  readonly presence: Presence;
}

/** `member` null: left. */
export interface Change {
  readonly revision: number;
  readonly id: string;
  readonly member: Member | null;
}

export interface RoomState {
  /** That of the last change; 0 when there was none. */
  readonly revision: number;
  readonly members: ReadonlyMap<string, Member>;
}

export type RoomNotice =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'message'; readonly message: RoomMessage };

const NEWLINE = 10;

export function readMember(text: string): Member | null {
  const [epoch, instance, status, ...name] = text.split('\n');
  if (instance === undefined || !isStatus(status)) return null;
  const said = name.join('\n');
  return { epoch: Number(epoch), instance, presence: { status, name: said === '' ? null : said } };
}

/** `from`, then the frame, as a view of the bytes. */
export function readFrame(bytes: Buffer): RoomMessage {
  const at = bytes.indexOf(NEWLINE);
  return { from: bytes.toString('utf8', 0, at), frame: bytes.subarray(at + 1) };
}

/** `null`: nothing that this version understands. */
export function readNotice(message: Uint8Array): RoomNotice | null {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const kind = bytes.toString('utf8', 0, bytes.indexOf(NEWLINE));
  if (kind === 'message') return { kind, message: readFrame(bytes.subarray(kind.length + 1)) };
  if (kind !== 'change') return null;
  const [, revision, id, ...member] = bytes.toString('utf8').split('\n');
  if (id === undefined) return null;
  return { kind, change: { revision: Number(revision), id, member: readMember(member.join('\n')) } };
}

function isStatus(text: string | undefined): text is Status {
  return STATUSES.some((status) => status === text);
}
