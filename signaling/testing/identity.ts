/** A browser's key pair, and the identity that a service gives for it. */
import * as v from 'valibot';

const Nonce = v.strictObject({ nonce: v.string() });

const Answer = v.strictObject({
  id: v.string(),
  ticket: v.string(),
  ttlSeconds: v.number(),
  replaced: v.optional(v.string()),
});
export type Identity = v.InferOutput<typeof Answer>;

export interface Wish {
  /** An earlier ticket of the same key. */
  readonly ticket?: string;
  readonly draw?: boolean;
}

export class BrowserKey {
  readonly #pair: CryptoKeyPair;
  readonly publicJwk: JsonWebKey;

  private constructor(pair: CryptoKeyPair, publicJwk: JsonWebKey) {
    this.#pair = pair;
    this.publicJwk = publicJwk;
  }

  static async create(): Promise<BrowserKey> {
    const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    return new BrowserKey(pair, await crypto.subtle.exportKey('jwk', pair.publicKey));
  }

  /**
   * A compact JWS (RFC 7515), by the browser's own means.
   *
   * @param header laid over the one that a proof has
   */
  async prove(payload: object, header: object = {}): Promise<string> {
    const head = { alg: 'EdDSA', typ: 'identity+jwt', jwk: this.publicJwk, ...header };
    const input = `${encode(JSON.stringify(head))}.${encode(JSON.stringify(payload))}`;
    const signature = await crypto.subtle.sign('Ed25519', this.#pair.privateKey, Buffer.from(input));
    return `${input}.${encode(signature)}`;
  }
}

function encode(data: string | ArrayBuffer): string {
  return (typeof data === 'string' ? Buffer.from(data) : Buffer.from(data)).toString('base64url');
}

/**
 * @param url of the key's endpoints, for instance `http://127.0.0.1:9000/peerjs`
 * @throws an answer that is not a nonce
 */
export async function fetchNonce(url: string): Promise<string> {
  const response = await fetch(`${url}/identity`);
  return v.parse(Nonce, await response.json()).nonce;
}

/** Sends a proof as it is. */
export function postProof(url: string, proof: unknown): Promise<Response> {
  return fetch(`${url}/identity`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ proof }),
  });
}

/**
 * Asks for the identity of a key, as a browser does.
 *
 * @param url of the key's endpoints, for instance `http://127.0.0.1:9000/peerjs`
 * @param key a new one unless given
 * @throws the code of a refusal
 */
export async function fetchIdentity(url: string, key?: BrowserKey, wish: Wish = {}): Promise<Identity> {
  const signer = key ?? (await BrowserKey.create());
  const response = await postProof(url, await signer.prove({ nonce: await fetchNonce(url), ...wish }));
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
  return v.parse(Answer, answer);
}
