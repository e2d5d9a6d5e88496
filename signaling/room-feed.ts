import { noticeFrame } from './frames.ts';
import { type Change, type Member, SNAPSHOT_MAX, type Status } from './protocol/index.ts';
import type { RoomListener } from './realm/index.ts';

/** Takes frames about a room. */
export interface Recipient {
  send(frame: string): void;
}

/**
 * What the members of a room are told about it. Changes are gathered for a tick and become one frame, written once
 * for all recipients, so that a tick costs as much as the room has members, however many came and went in it.
 *
 * A snapshot is the room as it was told last, not as it is: so the frames that follow it are those that
 * everybody gets, each exactly once, and newcomers of one tick share one snapshot.
 */
export class RoomFeed implements RoomListener {
  readonly #room: string;
  readonly #tickMs: number;
  /** The room as the recipients know it. */
  readonly #told = new Map<string, Status>();
  readonly #pending = new Map<string, Status | null>();
  readonly #recipients = new Set<Recipient>();
  #revision = 0;
  #snapshot: string | null = null;
  #tick: NodeJS.Timeout | null = null;

  constructor(room: string, tickMs: number) {
    this.#room = room;
    this.#tickMs = tickMs;
  }

  reset(members: ReadonlyMap<string, Status>): void {
    for (const id of this.#told.keys()) if (!members.has(id)) this.change(id, null);
    for (const [id, status] of members) this.change(id, status);
  }

  change(id: string, status: Status | null): void {
    this.#pending.set(id, status);
    this.#tick ??= setTimeout(() => this.#tell(), this.#tickMs);
  }

  /** What a member does now; `null` when it is not in the room. */
  statusOf(id: string): Status | null {
    const pending = this.#pending.get(id);
    return pending === undefined ? (this.#told.get(id) ?? null) : pending;
  }

  /** Sends the snapshot, and from then on every frame. */
  subscribe(recipient: Recipient): void {
    this.#snapshot ??= this.#writeSnapshot();
    recipient.send(this.#snapshot);
    this.#recipients.add(recipient);
  }

  unsubscribe(recipient: Recipient): void {
    this.#recipients.delete(recipient);
  }

  close(): void {
    if (this.#tick !== null) clearTimeout(this.#tick);
  }

  #tell(): void {
    this.#tick = null;
    const changes = this.#applyPending();
    if (changes.length === 0) return;
    this.#revision += 1;
    this.#snapshot = null;
    // A crowd that comes at once, as after a restart, costs less as the bounded list of those who are here.
    if (changes.length > SNAPSHOT_MAX) this.#snapshot = this.#writeSnapshot();
    const frame = this.#snapshot ?? this.#writeChanges(changes);
    for (const recipient of this.#recipients) recipient.send(frame);
  }

  /** What is really another than was told: who came and went within one tick is in no frame. */
  #applyPending(): Change[] {
    const changes: Change[] = [];
    for (const [id, status] of this.#pending) {
      if (status === (this.#told.get(id) ?? null)) continue;
      changes.push([id, status]);
      if (status === null) this.#told.delete(id);
      else this.#told.set(id, status);
    }
    this.#pending.clear();
    return changes;
  }

  #writeChanges(changes: Change[]): string {
    const payload = { room: this.#room, rev: this.#revision, changes, total: this.#told.size };
    return noticeFrame({ type: 'PRESENCE', payload });
  }

  /** Those who can be challenged come first, because a capped list is for finding an opponent. */
  #writeSnapshot(): string {
    const members: Member[] = [];
    for (const wanted of [true, false]) {
      for (const [id, status] of this.#told) {
        if (members.length === SNAPSHOT_MAX) break;
        if ((status === 'available') === wanted) members.push([id, status]);
      }
    }
    const payload = { room: this.#room, rev: this.#revision, members, total: this.#told.size };
    return noticeFrame({ type: 'ROOM', payload });
  }
}
