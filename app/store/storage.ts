/** What the browser keeps for us: JSON values by key, checked on the way in, never throwing. */
import * as v from 'valibot';

/** The part of `localStorage` that is needed; it may throw on any call (denied, full). */
export type KeyValue = Pick<Storage, 'getItem' | 'setItem'>;

const PREFIX = 'uttt:';

/**
 * Reads a value.
 *
 * @returns what was stored if it still fits the schema, else `null`: absent, damaged and denied are the same to us
 */
export function read<const Schema extends v.GenericSchema>(
  storage: KeyValue,
  key: string,
  schema: Schema,
): v.InferOutput<Schema> | null {
  try {
    const text = storage.getItem(PREFIX + key);
    if (text === null) return null;
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** Stores a value; `false` when the browser did not take it. */
export function write(storage: KeyValue, key: string, value: unknown): boolean {
  try {
    storage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
