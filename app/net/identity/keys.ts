/** The key pairs by which this browser proves who it is. Their private halves never leave it, not even to this page. */
import { type UseStore, createStore, delMany, entries, get, set } from 'idb-keyval';

/** Where key pairs are kept, by name. Each call may reject: denied, full, or a browser that keeps no keys. */
export interface KeyStore {
  load(name: string): Promise<CryptoKeyPair | undefined>;
  save(name: string, pair: CryptoKeyPair): Promise<void>;
}

export interface BrowserKey {
  readonly privateKey: CryptoKey;
  /** The public half as a JWK has it: base64url, 43 characters. */
  readonly x: string;
  /** False when a reload will find another one. */
  readonly kept: boolean;
}

const ALGORITHM = 'Ed25519';

/**
 * The key pair of that name, made if there is none yet.
 *
 * @returns null where none can be made: a page over plain http (but for `localhost`) has no WebCrypto, and browsers from
 *   before 2025 may not know Ed25519
 */
export async function openKey(store: KeyStore, name: string): Promise<BrowserKey | null> {
  const loaded = await store.load(name).catch(() => undefined);
  if (loaded !== undefined) return described(loaded, true);
  const made = await make();
  if (made === null) return null;
  const kept = await store.save(name, made).then(
    () => true,
    () => false,
  );
  return described(made, kept);
}

async function make(): Promise<CryptoKeyPair | null> {
  try {
    return await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  } catch {
    return null;
  }
}

async function described(pair: CryptoKeyPair, kept: boolean): Promise<BrowserKey | null> {
  const { x } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return x === undefined ? null : { privateKey: pair.privateKey, x, kept };
}

/** So long after its last use the key pair of a second tab is forgotten, ms: then the service does not keep its ID either. */
const FORGOTTEN_AFTER_MS = 30 * 24 * 3_600_000;

interface Entry {
  readonly pair: CryptoKeyPair;
  /** Epoch ms. */
  readonly usedAt: number;
}

/** Key pairs in IndexedDB, the one storage that takes a key without its bytes. */
export function indexedDbKeys(now: () => number = Date.now): KeyStore {
  let opened: UseStore | null = null;
  const store = (): UseStore => (opened ??= createStore('uttt', 'keys'));

  /** A tab that is closed tells nobody, so that its key pair would stay for ever. */
  async function forgetOld(): Promise<void> {
    const all = await entries<string, Entry>(store());
    const old = all.filter(([, { usedAt }]) => now() - usedAt > FORGOTTEN_AFTER_MS);
    await delMany(
      old.map(([name]) => name),
      store(),
    );
  }

  return {
    async load(name) {
      const found = await get<Entry>(name, store());
      if (found === undefined) return undefined;
      await set(name, { pair: found.pair, usedAt: now() }, store());
      return found.pair;
    },
    async save(name, pair) {
      await set(name, { pair, usedAt: now() }, store());
      await forgetOld();
    },
  };
}
