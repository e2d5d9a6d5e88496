/** The identity as a browser keeps it. */
import * as v from 'valibot';
import { parsePlayerId, TOKEN_MAX_LENGTH } from '../../signaling/protocol/index.ts';
import { type KeyValue, read, write } from './storage.ts';

const KEY = 'identity';

const Id = v.pipe(
  v.string(),
  v.check((id) => parsePlayerId(id) === id),
);
const Moment = v.pipe(v.number(), v.safeInteger());

/** An ID that the service gave to the key of this browser. */
const Ticketed = v.object({
  id: Id,
  ticket: v.pipe(v.string(), v.nonEmpty(), v.maxLength(TOKEN_MAX_LENGTH)),
  /** From when on another ticket is better asked for, and when this one runs out, epoch ms of this browser's clock. */
  renewAt: Moment,
  expiresAt: Moment,
});
export type Ticketed = v.InferOutput<typeof Ticketed>;

/**
 * An ID that this browser drew for itself, where there are no tickets. The token proves to the service that it is us again:
 * without it a reload would find its own ID taken.
 */
const SelfDrawn = v.object({ id: Id, token: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)) });
export type SelfDrawn = v.InferOutput<typeof SelfDrawn>;

export type HeldIdentity = Ticketed | SelfDrawn;

const Stored = v.union([Ticketed, SelfDrawn]);

export function recall(storage: KeyValue): HeldIdentity | null {
  return read(storage, KEY, Stored);
}

/** Whether the browser has taken it. */
export function keep(storage: KeyValue, held: HeldIdentity | null): boolean {
  return write(storage, KEY, held);
}

/** The ID that is kept there, if any. */
export function storedId(storage: KeyValue): string | null {
  return recall(storage)?.id ?? null;
}
