/** An OFFER that was not answered by then is forgotten, ms: PeerJS clients give up long before. */
const FORGET_MS = 60_000;

/** Most OFFERs that are timed at once; more than that are not timed, so that a flood of them costs nothing. */
const MOST = 1000;

/** Times OFFERs until their ANSWERs, as the caller's instance sees them. */
export class OfferTimes {
  /** When the first unanswered OFFER was sent, ms, by caller and callee; oldest first. */
  readonly #sent = new Map<string, number>();

  /** @param now ms on a clock that only goes forward; the same for `answered` */
  offered(caller: string, callee: string, now: number): void {
    if (this.#sent.size >= MOST && !this.#forgetOldest(now)) return;
    const pair = `${caller} > ${callee}`;
    if (!this.#sent.has(pair)) this.#sent.set(pair, now);
  }

  /** @returns ms since the OFFER; `null`: this one was not timed */
  answered(caller: string, callee: string, now: number): number | null {
    const pair = `${caller} > ${callee}`;
    const sent = this.#sent.get(pair);
    if (sent === undefined) return null;
    this.#sent.delete(pair);
    return now - sent > FORGET_MS ? null : now - sent;
  }

  #forgetOldest(now: number): boolean {
    const [oldest] = this.#sent;
    if (oldest === undefined || now - oldest[1] <= FORGET_MS) return false;
    return this.#sent.delete(oldest[0]);
  }
}
