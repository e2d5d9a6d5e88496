/** From quantities to money. */
import { PRICE_NAMES, type PriceName, PRICES } from './prices.ts';
import type { Quantities } from './quantities.ts';

export interface BillLine {
  readonly price: PriceName;
  /** Used in a month, in the price's unit. */
  readonly used: number;
  /** What of it is beyond the free tier. */
  readonly billed: number;
  readonly usd: number;
}

export interface Bill {
  readonly lines: readonly BillLine[];
  readonly usd: number;
}

/**
 * The month of one billing account. The free tier is the account's: it is taken off once, from what all services under
 * it use together.
 */
export function billOf(...services: readonly Quantities[]): Bill {
  const lines = PRICE_NAMES.flatMap((price): BillLine[] => {
    const { usd, free } = PRICES[price];
    const used = services.reduce((total, quantities) => total + (quantities[price] ?? 0), 0);
    const billed = Math.max(0, used - free);
    return used === 0 ? [] : [{ price, used, billed, usd: billed * usd }];
  });
  return { lines, usd: lines.reduce((total, { usd }) => total + usd, 0) };
}

/** What it would be without any free tier. */
export function listPriceOf(quantities: Quantities): number {
  return PRICE_NAMES.reduce((total, name) => total + (quantities[name] ?? 0) * PRICES[name].usd, 0);
}
