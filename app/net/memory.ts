/** A link within one process: what a test puts in place of WebRTC. */
import type { Link, LinkHandlers, LinkLoss, LinkPath } from './network.ts';

export interface MemoryChannel {
  /** `[held by a, held by b]`. What is sent on one arrives at the other in order, in a later turn. */
  readonly ends: readonly [Link, Link];
  /** Both sides have answered: the stage is `checking`. */
  check(): void;
  /** Opens it at both ends, or at one only: what is sent to the other waits until that one is open too. */
  open(only?: 0 | 1): void;
  /** Both learn which way it takes. */
  route(path: LinkPath): void;
  /** Closes it under both, as a path that has failed does. */
  fail(why?: LinkLoss): void;
  /** Nothing arrives any more, not even that an end was closed, and nobody hears of it. */
  stall(): void;
  /** What was held back since `stall` arrives, and all goes on. */
  resume(): void;
}

interface End {
  readonly link: Link;
  handlers: LinkHandlers | null;
  isOpen: boolean;
  /** What has come so far, oldest first. */
  readonly inbox: Arrival[];
}
type Arrival = { readonly type: 'text'; readonly text: string } | { readonly type: 'closed' };

/** @param later runs what arrives at the other end, in a later turn and in order */
export function memoryLinks(
  a: string,
  b: string,
  later: (run: () => void) => void = queueMicrotask,
): MemoryChannel {
  let isStalled = false;

  function end(peer: string, other: () => End): End {
    const mine: End = {
      handlers: null,
      isOpen: false,
      inbox: [],
      link: {
        peer,
        send(text) {
          if (mine.isOpen) deliver(other(), { type: 'text', text });
        },
        close() {
          shut(mine);
          deliver(other(), { type: 'closed' });
        },
        listen(handlers) {
          mine.handlers = handlers;
        },
      },
    };
    return mine;
  }

  function deliver(to: End, arrival: Arrival): void {
    later(() => {
      to.inbox.push(arrival);
      read(to);
    });
  }

  function read(at: End): void {
    for (;;) {
      const next = at.inbox[0];
      if (isStalled || next === undefined || (next.type === 'text' && !at.isOpen)) return;
      at.inbox.shift();
      if (next.type === 'text') at.handlers?.text(next.text);
      else shut(at)?.closed();
    }
  }

  /** Returns who is to be told, if the end was not shut already. */
  function shut(at: End): LinkHandlers | null {
    const told = at.handlers;
    at.handlers = null;
    at.isOpen = false;
    return told;
  }

  function openEnd(at: End): void {
    if (at.handlers === null) return;
    at.isOpen = true;
    at.handlers.open();
    read(at);
  }

  const first: End = end(b, () => second);
  const second: End = end(a, () => first);
  return {
    ends: [first.link, second.link],
    check() {
      for (const { handlers } of [first, second]) handlers?.stage('checking');
    },
    open(only) {
      if (only !== 1) openEnd(first);
      if (only !== 0) openEnd(second);
    },
    route(path) {
      for (const { handlers } of [first, second]) handlers?.path(path);
    },
    fail(why) {
      const told = [shut(first), shut(second)];
      for (const handlers of told) handlers?.closed(why);
    },
    stall() {
      isStalled = true;
    },
    resume() {
      isStalled = false;
      read(first);
      read(second);
    },
  };
}
