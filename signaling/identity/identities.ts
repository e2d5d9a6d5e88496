/** Which id belongs to which key. */
import type { Realm } from '../realm/index.ts';
import type { KeyIds } from './key-ids.ts';
import { drawId } from './names.ts';
import { ownerOfKey } from './tickets.ts';

/** Draws before giving up: with half of all 15 million names taken, one newcomer in 4 billion is turned away. */
const DRAWS_MAX = 32;

export interface IdentitiesOptions {
  readonly realm: Pick<Realm, 'reserve' | 'unreserve'>;
  readonly keyIds: KeyIds;
  /** How long an id is kept after it was last seen, ms. */
  readonly reserveMs: number;
  readonly drawId?: () => string;
}

export interface Wish {
  /** RFC 7638. */
  readonly thumbprint: string;
  /** The id of an earlier ticket of this key. */
  readonly earlierId: string | null;
  /** Whether that one is given up for another. */
  readonly draw: boolean;
}

export interface Given {
  readonly id: string;
  /** The id that the key had and somebody else has now. */
  readonly replaced: string | null;
}

export class Identities {
  readonly #options: Required<IdentitiesOptions>;

  constructor(options: IdentitiesOptions) {
    this.#options = { drawId, ...options };
  }

  /**
   * The id of a key, kept for it from now on: the one that it has, or a new one.
   *
   * @returns `null`: no free id was found
   */
  async idFor({ thumbprint, earlierId, draw }: Wish): Promise<Given | null> {
    const { realm, keyIds, reserveMs } = this.#options;
    const owner = ownerOfKey(thumbprint);
    const lastId = await keyIds.get(thumbprint);
    const known = earlierId ?? lastId;
    const stays = !draw && known !== null && (await realm.reserve(known, owner, reserveMs));
    const id = stays ? known : await this.#reserveNew(owner);
    if (id === null) return null;
    // A key keeps one id, so that nobody gathers them.
    for (const former of new Set([earlierId, lastId])) {
      if (former !== null && former !== id) await realm.unreserve(former, owner);
    }
    await keyIds.set(thumbprint, id);
    return { id, replaced: draw || stays ? null : known };
  }

  async #reserveNew(owner: string): Promise<string | null> {
    const { realm, reserveMs, drawId: draw } = this.#options;
    for (let drawn = 0; drawn < DRAWS_MAX; drawn += 1) {
      const id = draw();
      if (await realm.reserve(id, owner, reserveMs)) return id;
    }
    return null;
  }
}
