/** What the contract runs on, and how its tests look at it. */
import { vi } from 'vitest';
import type {
  Claim,
  Envelope,
  EnvelopeType,
  Frame,
  Link,
  Presence,
  Realm,
  RealmHost,
  RoomListener,
  RoomMessage,
  Undelivered,
} from '../port.ts';

export interface SubjectOptions {
  readonly host: RealmHost;
  readonly expireTimeoutMs: number;
  readonly roomTtlMs: number;
}

/** One realm, empty. What one test does `here` is seen `there`: on another instance, or on the same one. */
export interface Subject {
  readonly here: Realm;
  readonly there: Realm;
  close(): Promise<void>;
}

export type MakeSubject = (options: SubjectOptions) => Promise<Subject>;

/** Gives the realm of the running test. */
export interface Stage {
  readonly here: Realm;
  readonly there: Realm;
  readonly host: RecordingHost;
}

export const EXPIRE_TIMEOUT_MS = 800;
export const ROOM_TTL_MS = 800;
export const MANY = 1000;

export class RecordingHost implements RealmHost {
  readonly told: { readonly why: Undelivered; readonly from: string; readonly to: string }[] = [];

  /** How many messages went to other instances. */
  sentOn = 0;

  undelivered(why: Undelivered, { from, to }: Pick<Envelope, 'from' | 'to'>): void {
    this.told.push({ why, from, to });
  }

  forwarded(count: number): void {
    this.sentOn += count;
  }
}

/** A link that keeps what it is given. */
export class RecordingLink implements Link {
  readonly frames: string[] = [];
  readonly envelopes: Envelope[] = [];
  accepting = true;
  replacements = 0;

  receive(message: Envelope): boolean {
    if (!this.accepting) return false;
    this.frames.push(textOf(message.frame));
    this.envelopes.push(message);
    return true;
  }

  replaced(): void {
    this.replacements += 1;
  }
}

/** A room as one watcher sees it. */
export class RecordingListener implements RoomListener {
  members = new Map<string, Presence>();
  readonly changes: (readonly [id: string, status: string | null])[] = [];
  readonly said: string[] = [];
  resets = 0;

  reset(members: ReadonlyMap<string, Presence>): void {
    this.resets += 1;
    this.members = new Map(members);
  }

  change(id: string, presence: Presence | null): void {
    this.changes.push([id, presence?.status ?? null]);
    if (presence === null) this.members.delete(id);
    else this.members.set(id, presence);
  }

  message({ from, frame }: RoomMessage): void {
    this.said.push(`${from}: ${textOf(frame)}`);
  }
}

export function textOf(frame: Frame): string {
  return typeof frame === 'string' ? frame : new TextDecoder().decode(frame);
}

export function envelope(from: string, to: string, frame: Frame, type: EnvelopeType = 'OFFER'): Envelope {
  return { type, from, to, frame };
}

export function present(status: Presence['status'], name: string | null = null): Presence {
  return { status, name };
}

export type Claimed = Extract<Claim, { outcome: 'claimed' }>;

export async function claim(realm: Realm, id: string, owner: string, link: Link = new RecordingLink()) {
  const outcome = await realm.claim(id, owner, link);
  if (outcome.outcome !== 'claimed') throw new Error(`expected the id to be free, it is ${outcome.outcome}`);
  return outcome;
}

export async function watch(realm: Realm, room: string) {
  const listener = new RecordingListener();
  const stop = await realm.watch(room, listener);
  return { listener, stop };
}

/** An adapter behind a network may take a while. */
export function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 30_000, interval: 4 });
}
