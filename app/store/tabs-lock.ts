/** A Web Lock that is kept until it is let go: the browser itself lets go of it when the document is gone. */

/** How a lock is asked for: first come, first served, until the wait is called off; or at once, from whoever has it. */
type Asking = { readonly signal: AbortSignal } | { readonly steal: true };

/** The part of `navigator.locks` that is needed. */
export interface Locks {
  request(name: string, asking: Asking, granted: () => Promise<void>): Promise<void>;
  query(): Promise<{ readonly held?: readonly { readonly name?: string }[] }>;
}

export type Release = () => void;

/**
 * Asks for a lock, and keeps it once it is granted.
 *
 * @param lost called when another document has stolen the lock; late in a page that was suspended meanwhile
 * @returns how to let go of it; `null` when the wait was called off first
 * @throws the browser's own error (`SecurityError`, for one) where it gives this page no locks
 */
export function keepLock(
  locks: Locks,
  name: string,
  asking: Asking,
  lost: () => void,
): Promise<Release | null> {
  return new Promise((resolve, reject) => {
    let held = false;
    let calledOff = false;
    if ('signal' in asking) {
      // Chromium may miss a signal that comes just as it enqueues the request: that one is granted some day, and never
      // rejected. So who asked is told here, and the grant is passed on.
      asking.signal.addEventListener('abort', () => {
        calledOff = !held;
        resolve(null);
      });
    }
    function granted(): Promise<void> {
      if (calledOff) return Promise.resolve();
      held = true;
      return new Promise((release) => resolve(release));
    }
    locks.request(name, asking, granted).catch((error: unknown) => {
      if (held) lost();
      else reject(error);
    });
  });
}
