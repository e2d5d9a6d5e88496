import { nextRequestId } from '../request-id.ts';

/** A list as it goes over the wire. */
export interface Listed {
  readonly body: Buffer;
  /** Other than that of every other list. */
  readonly etag: string;
}

/** Writes the list of those who are online once for all who ask for it, and anew only when it has changed. */
export class PeerList {
  readonly #read: () => Promise<readonly string[]>;
  readonly #freshMs: number;
  #ids: readonly string[] = [];
  #listed = write([]);
  #readAt = -Infinity;
  #reading: Promise<Listed> | null = null;

  /** @param freshMs for so long the list is not even read again: 0 where reading costs little */
  constructor(read: () => Promise<readonly string[]>, freshMs: number) {
    this.#read = read;
    this.#freshMs = freshMs;
  }

  /** @param now ms on any clock that only goes forward */
  async get(now: number): Promise<Listed> {
    if (now - this.#readAt < this.#freshMs) return this.#listed;
    this.#reading ??= this.#readAgain(now).finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readAgain(now: number): Promise<Listed> {
    const ids = await this.#read();
    if (!same(ids, this.#ids)) this.#listed = write(ids);
    this.#ids = ids;
    this.#readAt = now;
    return this.#listed;
  }
}

/** Clients of the raw relay are in the realm as well; their ids have a slash, which a peer's cannot have. */
function write(ids: readonly string[]): Listed {
  const peers = ids.filter((id) => !id.includes('/'));
  return { body: Buffer.from(JSON.stringify(peers)), etag: `"${nextRequestId()}"` };
}

function same(some: readonly string[], others: readonly string[]): boolean {
  return some === others || (some.length === others.length && some.every((id, at) => id === others[at]));
}
