/** What the variables are made of: each is a text that becomes a value, or one line that says what it must be. */
import * as v from 'valibot';

/** A variable with the text that stands for it when it is unset or empty. */
export function variable<Schema extends v.GenericSchema<string, unknown>>(
  schema: Schema,
  byDefault: string,
  description: string,
) {
  return v.pipe(v.optional(schema, byDefault), v.description(description));
}

/** A variable that may be left out. */
export function optional<Schema extends v.GenericSchema<string, unknown>>(
  schema: Schema,
  description: string,
) {
  return v.pipe(v.optional(schema), v.description(description));
}

export function oneOf<const Options extends readonly string[]>(options: Options) {
  return v.picklist(options, `must be one of ${options.join(', ')}`);
}

export function wholeNumber(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

export function matching(pattern: RegExp, message: string) {
  return v.pipe(v.string(), v.regex(pattern, message));
}

/** One or more, divided by commas. */
export function listOf(isItem: (item: string) => boolean, message: string) {
  return v.pipe(
    v.string(),
    v.transform(split),
    v.check((items) => items.every(isItem), message),
  );
}

/** As `listOf`; an empty text is a list of nothing. */
export function listOrEmpty(isItem: (item: string) => boolean, message: string) {
  return v.pipe(
    v.string(),
    v.transform((text) => (text.trim() === '' ? [] : split(text))),
    v.check((items) => items.every(isItem), message),
  );
}

function split(text: string): readonly string[] {
  return text.split(',').map((item) => item.trim());
}

export const Flag = v.pipe(
  oneOf(['true', 'false', '1', '0']),
  v.transform((text) => text === 'true' || text === '1'),
);

/**
 * Something to sign or to prove with; to be named in `SECRET`, too, so that it is never shown.
 *
 * @param minLength characters
 */
export function secret(minLength: number) {
  const message = `must be ${minLength} to 1024 characters without spaces`;
  return v.pipe(
    v.string(),
    v.regex(/^[\x21-\x7e]+$/, message),
    v.minLength(minLength, message),
    v.maxLength(1024, message),
  );
}
