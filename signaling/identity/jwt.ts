/** The compact form of a JSON Web Token (RFC 7519), read before anything in it is believed. */

type Fields = Readonly<Record<string, unknown>>;

export interface UnverifiedJwt {
  readonly header: Fields;
  readonly payload: Fields;
  /** What the signature is over: header and payload as they were sent. */
  readonly signingInput: string;
  /** Base64url; empty when nothing is signed. */
  readonly signature: string;
}

/** Three parts in base64url. */
const COMPACT = /^([\w-]+)\.([\w-]+)\.([\w-]*)$/;

/** @returns `null`: the text is something else */
export function readJwt(text: string): UnverifiedJwt | null {
  const [, header, payload, signature] = COMPACT.exec(text) ?? [];
  if (header === undefined || payload === undefined || signature === undefined) return null;
  const fields = readPart(header);
  const claims = readPart(payload);
  if (fields === null || claims === null) return null;
  return { header: fields, payload: claims, signingInput: `${header}.${payload}`, signature };
}

/** A part of a token: an object as JSON in base64url. */
export function writePart(fields: Fields): string {
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

function readPart(part: string): Fields | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
