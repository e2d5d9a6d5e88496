/** What the browser has for its tabs to agree on who plays under which identity. */
import type { OtherTabs, TabsAround } from './store/index.ts';

type KeyValue = TabsAround['local'];

/** Some browsers throw on the mere mention of a storage that is denied. */
function storageOf(mention: () => Storage): KeyValue {
  try {
    return mention();
  } catch {
    return {
      getItem: () => null,
      setItem() {
        throw new DOMException('storage is denied', 'SecurityError');
      },
    };
  }
}

function otherTabs(): OtherTabs | null {
  // Whatever the types say: only secure contexts have it.
  if (!('locks' in navigator)) return null;
  try {
    const channel = new BroadcastChannel('uttt');
    return {
      locks: navigator.locks,
      channel: {
        // A broadcast channel has no other origin to name.
        // oxlint-disable-next-line unicorn/require-post-message-target-origin
        post: (message) => channel.postMessage(message),
        onMessage: (heard) => channel.addEventListener('message', ({ data }) => heard(data)),
      },
    };
  } catch {
    return null;
  }
}

function isReturning(): boolean {
  const [navigation] = performance.getEntriesByType('navigation');
  return navigation instanceof PerformanceNavigationTiming && navigation.type !== 'navigate';
}

export function browserTabs(): Omit<TabsAround, 'randomBytes'> {
  return {
    local: storageOf(() => window.localStorage),
    session: storageOf(() => window.sessionStorage),
    others: otherTabs(),
    returning: isReturning(),
    reload: () => window.location.reload(),
    onHide: (heard) => window.addEventListener('pagehide', heard),
    onRestore: (heard) =>
      window.addEventListener('pageshow', ({ persisted }) => {
        if (persisted) heard();
      }),
    onLook: (heard) =>
      document.addEventListener('visibilitychange', () => {
        if (!document.hidden) heard();
      }),
  };
}
