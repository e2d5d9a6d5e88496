/** The lock manager of a browser for tests, as the Web Locks specification has it for exclusive locks. */
import type { Locks } from '../tabs-lock.ts';

/** A document as the lock manager knows it. */
export interface LockClient {
  /** Runs something in the document soon; later while it is frozen, never once it is gone. */
  run(task: () => void): void;
}

interface Request {
  readonly client: LockClient;
  grant(): void;
  fail(error: unknown): void;
}

const aborted = (message: string): DOMException => new DOMException(message, 'AbortError');

export class MemoryLocks {
  readonly #held = new Map<string, Request>();
  readonly #queues = new Map<string, Request[]>();

  /** What `navigator.locks` is in one document. */
  of(client: LockClient): Locks {
    return {
      request: (name, asking, granted) =>
        new Promise((resolve, reject) => {
          const request: Request = {
            client,
            fail: (error) => client.run(() => reject(error)),
            grant: () =>
              client.run(() => {
                void this.#keep(name, request, granted).then(resolve);
              }),
          };
          if ('steal' in asking) this.#steal(name, request);
          else this.#enqueue(name, request, asking.signal);
        }),
      query: () => Promise.resolve({ held: [...this.#held.keys()].map((name) => ({ name })) }),
    };
  }

  /** The document is gone: what it held is free, what it waited for is not waited for any more. */
  forget(client: LockClient): void {
    for (const [name, queue] of this.#queues) {
      this.#queues.set(
        name,
        queue.filter((request) => request.client !== client),
      );
    }
    for (const [name, request] of this.#held) if (request.client === client) this.#release(name, request);
  }

  #enqueue(name: string, request: Request, signal: AbortSignal): void {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    queue.push(request);
    signal.addEventListener('abort', () => {
      const waiting = this.#queues.get(name) ?? [];
      // Granted already: the signal comes too late.
      if (!waiting.includes(request)) return;
      waiting.splice(waiting.indexOf(request), 1);
      request.fail(signal.reason);
    });
    this.#next(name);
  }

  #steal(name: string, request: Request): void {
    this.#held.get(name)?.fail(aborted('stolen'));
    this.#held.set(name, request);
    request.grant();
  }

  async #keep(name: string, request: Request, granted: () => Promise<void>): Promise<void> {
    await granted();
    this.#release(name, request);
  }

  #release(name: string, request: Request): void {
    // Stolen meanwhile: it is another's now.
    if (this.#held.get(name) !== request) return;
    this.#held.delete(name);
    this.#next(name);
  }

  #next(name: string): void {
    if (this.#held.has(name)) return;
    const request = this.#queues.get(name)?.shift();
    if (request === undefined) return;
    this.#held.set(name, request);
    request.grant();
  }
}
