/**
 * Draw offers.
 *
 * An offer is named by who made it and how long the log was for them. It lapses when the opponent of the offerer
 * plays (the offerer's own ply leaves it standing), or is declined. Nobody offers again before their own next
 * move, so no two offers have the same name.
 *
 * **Crossing offers agree** if they are tied to the same length: then neither side had heard the other's. If they
 * are tied to different lengths, the side with the longer log had played since, so that the other offer had
 * lapsed when its own was made. Both sides see the two lengths and decide alike.
 */
import type { Player } from '../game/index.ts';
import { moverOf } from './verdict.ts';

export interface DrawOffer {
  /** Length of the offerer's log, 0..80. */
  readonly ply: number;
  /** Neither declined nor lapsed. */
  readonly standing: boolean;
}

/** The last offer of each side. */
export interface DrawOffers {
  readonly mine: DrawOffer | null;
  readonly theirs: DrawOffer | null;
}

export const NO_OFFERS: DrawOffers = { mine: null, theirs: null };

/** Whether somebody whose last offer is `last` may make one at this length of the log. */
export function mayOfferAgain(last: DrawOffer | null, offerer: Player, length: number): boolean {
  if (last === null) return true;
  const nextOwnPly = moverOf(last.ply) === offerer ? last.ply : last.ply + 1;
  return nextOwnPly < length;
}

export function stands(offer: DrawOffer | null): offer is DrawOffer {
  return offer !== null && offer.standing;
}

export function fallen(offer: DrawOffer | null): DrawOffer | null {
  return stands(offer) ? { ...offer, standing: false } : offer;
}

/** Whether their offer, just heard, crossed ours. */
export function crossed({ mine, theirs }: DrawOffers): boolean {
  return stands(mine) && theirs !== null && mine.ply === theirs.ply;
}
