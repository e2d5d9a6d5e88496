/** What scripts answer, checked: a reply of another shape is an error of ours. */

/** A list of texts, for instance a table of strings in Lua. */
export function texts(reply: unknown): readonly string[] {
  if (Array.isArray(reply) && reply.every((each) => typeof each === 'string')) return reply;
  throw new TypeError('not a list of texts');
}

/** A list of bytes: of a script with `bytes`. */
export function buffers(reply: unknown): readonly Buffer[] {
  if (Array.isArray(reply) && reply.every((each) => Buffer.isBuffer(each))) return reply;
  throw new TypeError('not a list of bytes');
}
