/**
 * How long the service knows a client that asked for consent and whose socket closed, ms. Coming back in that time,
 * it is let alone until it has said JOIN; coming back later, the first messages depend on the client's own guard.
 */
export const RECONNECT_WINDOW_MS = 10 * 60_000;

/** Most clients remembered; the longest gone is forgotten first. */
export const RECONNECTS_MAX = 20_000;

/** Owners of ids who left lately. */
export class Reconnects {
  /** In the order in which they left, so that the first is always the oldest. */
  readonly #left = new Map<string, { readonly owner: string; readonly at: number }>();

  /** @param now epoch ms */
  remember(id: string, owner: string, now: number): void {
    this.#left.delete(id);
    this.#left.set(id, { owner, at: now });
    for (const [oldest, { at }] of this.#left) {
      if (this.#left.size <= RECONNECTS_MAX && now - at < RECONNECT_WINDOW_MS) break;
      this.#left.delete(oldest);
    }
  }

  /** The last owner, who is then no longer remembered; `null` when there was none lately. */
  take(id: string, now: number): string | null {
    const left = this.#left.get(id);
    this.#left.delete(id);
    return left !== undefined && now - left.at < RECONNECT_WINDOW_MS ? left.owner : null;
  }
}
