/** A link within one process: what a test puts in place of WebRTC. */
import type { Link, LinkHandlers } from './network.ts';

interface End {
  readonly link: Link;
  handlers: LinkHandlers | null;
}

/** Two ends of one channel, `[held by a, held by b]`. What is sent arrives in order, in a later turn; `open` opens it. */
export function memoryLinks(a: string, b: string): { readonly ends: readonly [Link, Link]; open(): void } {
  let isOpen = false;

  function end(peer: string, other: () => End): End {
    const mine: End = {
      handlers: null,
      link: {
        peer,
        send(text) {
          if (isOpen) queueMicrotask(() => other().handlers?.text(text));
        },
        close() {
          mine.handlers = null;
          queueMicrotask(() => {
            const told = other().handlers;
            other().handlers = null;
            isOpen = false;
            told?.closed();
          });
        },
        listen(handlers) {
          mine.handlers = handlers;
        },
      },
    };
    return mine;
  }

  const first: End = end(b, () => second);
  const second: End = end(a, () => first);
  return {
    ends: [first.link, second.link],
    open() {
      isOpen = true;
      first.handlers?.open();
      second.handlers?.open();
    },
  };
}
