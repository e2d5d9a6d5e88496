import { type Redis, RedisFailure } from '../../../redis/index.ts';
import { instanceChannel } from '../keys.ts';
import { bytesOf, encodeNotes, type Note } from './notes.ts';

/** More than this goes in several messages, so that no subscriber has to take in too much at once, bytes. */
const BATCH_BYTES_MAX = 1024 * 1024;

/**
 * So many messages are on their way to one instance at once; what comes meanwhile goes together in the next. The busier
 * it is, the larger they are, and the less each note costs.
 */
const IN_FLIGHT_MAX = 2;

/** Most that waits to go to one instance, bytes: more comes in than goes out for long. */
const QUEUE_BYTES_MAX = 32 * 1024 * 1024;

/** `nobody`: the instance does not listen · `no`: surely not sent · `unknown`: it may have arrived. */
export type Loss = 'nobody' | RedisFailure['done'];

export interface OutboxOptions {
  readonly redis: Pick<Redis, 'publish'>;
  /** The instance that sends. */
  readonly instance: string;
  readonly onLost: (instance: string, notes: readonly Note[], loss: Loss) => void;
  readonly onSent: (notes: readonly Note[]) => void;
}

/** What is to go to one instance. */
interface Line {
  readonly instance: string;
  notes: Note[];
  bytes: number;
  inFlight: number;
}

/**
 * Sends notes to other instances, each to the channel of the one that it is for. What is for one instance in one turn
 * of the event loop goes as one message, so that its cost is shared.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  /** Only those on which something waits or is on its way. */
  readonly #lines = new Map<string, Line>();
  #scheduled = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  post(instance: string, note: Note): void {
    const line = this.#lines.get(instance) ?? this.#open(instance);
    const bytes = bytesOf(note.frame);
    if (line.bytes + bytes > QUEUE_BYTES_MAX) {
      this.#options.onLost(instance, [note], 'no');
      return;
    }
    line.notes.push(note);
    line.bytes += bytes;
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  #open(instance: string): Line {
    const line: Line = { instance, notes: [], bytes: 0, inFlight: 0 };
    this.#lines.set(instance, line);
    return line;
  }

  #flush(): void {
    this.#scheduled = false;
    for (const line of this.#lines.values()) this.#publishWaiting(line);
  }

  #publishWaiting(line: Line): void {
    while (line.notes.length > 0 && line.inFlight < IN_FLIGHT_MAX) void this.#publish(line, takeBatch(line));
    if (line.notes.length === 0 && line.inFlight === 0) this.#lines.delete(line.instance);
  }

  async #publish(line: Line, notes: readonly Note[]): Promise<void> {
    const { redis, instance: origin, onSent, onLost } = this.#options;
    const { instance } = line;
    line.inFlight += 1;
    try {
      const taken = await redis.publish(instanceChannel(instance), encodeNotes(origin, notes));
      if (taken === 0) onLost(instance, notes, 'nobody');
      else onSent(notes);
    } catch (error) {
      onLost(instance, notes, error instanceof RedisFailure ? error.done : 'no');
    }
    line.inFlight -= 1;
    this.#publishWaiting(line);
  }
}

function takeBatch(line: Line): readonly Note[] {
  let bytes = 0;
  let count = 0;
  for (const { frame } of line.notes) {
    if (count > 0 && bytes + bytesOf(frame) > BATCH_BYTES_MAX) break;
    bytes += bytesOf(frame);
    count += 1;
  }
  line.bytes -= bytes;
  // Mostly all of them.
  const batch = count === line.notes.length ? line.notes : line.notes.slice(0, count);
  line.notes = line.notes.slice(count);
  return batch;
}
