import { noticeFrame } from './frames.ts';
import type { Metrics } from './metrics/index.ts';
import { type Change, type Member, SNAPSHOT_MAX } from './protocol/index.ts';
import type { Frame, Presence } from './realm/index.ts';

/** Takes frames about a room. */
export interface Recipient {
  send(frame: Frame): void;
  /** Whether so much waits for it already that what can be replaced later is left out. */
  readonly congested: boolean;
}

/**
 * What the members of a room are told about each other. Changes are gathered for a tick and become one frame, written
 * once for all recipients, so that a tick costs as much as the room has members, however many came and went in it.
 *
 * A snapshot is the room as it was told last, not as it is: so the frames that follow it are those that
 * everybody gets, each exactly once, and newcomers of one tick share one snapshot. Who reads too slowly is left out
 * of frames until it has caught up, and then gets a snapshot.
 */
export class RoomFeed {
  readonly #room: string;
  readonly #tickMs: number;
  readonly #metrics: Pick<Metrics, 'count' | 'fannedOut'>;
  /** The room as the recipients know it. */
  readonly #told = new Map<string, Presence>();
  readonly #pending = new Map<string, Presence | null>();
  readonly #recipients = new Set<Recipient>();
  /** Those of the recipients that have missed a frame. */
  readonly #behind = new Set<Recipient>();
  #revision = 0;
  #snapshot: string | null = null;
  #tick: NodeJS.Timeout | null = null;

  constructor(room: string, tickMs: number, metrics: Pick<Metrics, 'count' | 'fannedOut'>) {
    this.#room = room;
    this.#tickMs = tickMs;
    this.#metrics = metrics;
  }

  reset(members: ReadonlyMap<string, Presence>): void {
    for (const id of this.#told.keys()) if (!members.has(id)) this.change(id, null);
    for (const id of this.#pending.keys()) if (!members.has(id)) this.change(id, null);
    for (const [id, presence] of members) this.change(id, presence);
  }

  change(id: string, presence: Presence | null): void {
    this.#pending.set(id, presence);
    this.#tickLater();
  }

  /** What is said of a member now; `null` when it is not in the room. */
  presenceOf(id: string): Presence | null {
    const pending = this.#pending.get(id);
    return pending === undefined ? (this.#told.get(id) ?? null) : pending;
  }

  /** Sends the snapshot, and from then on every frame. */
  subscribe(recipient: Recipient): void {
    this.#recipients.add(recipient);
    this.#behind.delete(recipient);
    recipient.send(this.#snapshotNow());
  }

  unsubscribe(recipient: Recipient): void {
    this.#recipients.delete(recipient);
    this.#behind.delete(recipient);
  }

  /** Passes on what cannot be replaced later. */
  broadcast(frame: Frame): void {
    this.#fanOut((recipient) => recipient.send(frame));
  }

  close(): void {
    if (this.#tick !== null) clearTimeout(this.#tick);
    this.#recipients.clear();
  }

  #tickLater(): void {
    this.#tick ??= setTimeout(() => this.#tell(), this.#tickMs);
  }

  #tell(): void {
    this.#tick = null;
    const changes = this.#applyPending();
    if (changes.length > 0) {
      this.#revision += 1;
      this.#snapshot = null;
      // A crowd that comes at once, as after a restart, costs less as the bounded list of those who are here.
      const frame = changes.length > SNAPSHOT_MAX ? this.#snapshotNow() : this.#writeChanges(changes);
      this.#fanOut((recipient) => this.#sendOrSkip(recipient, frame));
    }
    for (const recipient of this.#behind) {
      if (recipient.congested) continue;
      this.#behind.delete(recipient);
      recipient.send(this.#snapshotNow());
    }
    if (this.#behind.size > 0) this.#tickLater();
  }

  #fanOut(tell: (recipient: Recipient) => void): void {
    const began = performance.now();
    for (const recipient of this.#recipients) tell(recipient);
    this.#metrics.fannedOut(performance.now() - began);
  }

  #sendOrSkip(recipient: Recipient, frame: string): void {
    if (!recipient.congested && !this.#behind.has(recipient)) return recipient.send(frame);
    this.#metrics.count('backpressure/skipped');
    this.#behind.add(recipient);
  }

  /** What is really another than was told: who came and went within one tick is in no frame. */
  #applyPending(): Change[] {
    const changes: Change[] = [];
    for (const [id, presence] of this.#pending) {
      const before = this.#told.get(id);
      if (presence?.status === before?.status && presence?.name === before?.name) continue;
      if (presence === null) {
        changes.push([id, null]);
        this.#told.delete(id);
      } else {
        changes.push(asMember(id, presence));
        this.#told.set(id, presence);
      }
    }
    this.#pending.clear();
    return changes;
  }

  #writeChanges(changes: Change[]): string {
    const payload = { room: this.#room, rev: this.#revision, changes, total: this.#told.size };
    return noticeFrame({ type: 'PRESENCE', payload });
  }

  #snapshotNow(): string {
    this.#snapshot ??= this.#writeSnapshot();
    return this.#snapshot;
  }

  /** Those who can be challenged come first, because a capped list is for finding an opponent. */
  #writeSnapshot(): string {
    const members: Member[] = [];
    for (const wanted of [true, false]) {
      for (const [id, presence] of this.#told) {
        if (members.length === SNAPSHOT_MAX) break;
        if ((presence.status === 'available') === wanted) members.push(asMember(id, presence));
      }
    }
    const payload = { room: this.#room, rev: this.#revision, members, total: this.#told.size };
    return noticeFrame({ type: 'ROOM', payload });
  }
}

function asMember(id: string, { status, name }: Presence): Member {
  return name === null ? [id, status] : [id, status, name];
}
