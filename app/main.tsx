/** The composition root: the one place that knows every part. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { browserTabs } from './browser.ts';
import {
  createIssuer,
  findService,
  httpBase,
  indexedDbKeys,
  openKey,
  peerJsNetwork,
  type ServiceAddress,
} from './net/index.ts';
import { createClock } from './store/clock.ts';
import { createStores, openSeat } from './store/index.ts';
import { App } from './ui/index.ts';
import './ui/styles/global.css';

/** Resolves once the browser has put the first frame on the screen. */
function firstPaint(): Promise<void> {
  return new Promise((resolve) => {
    // A hidden page paints nothing and calls no animation frame.
    if (document.hidden) resolve();
    else requestAnimationFrame(() => setTimeout(resolve));
  });
}

const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
const tabs = browserTabs();
const seat = await openSeat({ ...tabs, randomBytes });
let address: ServiceAddress | null = null;

const stores = createStores({
  async network(handlers) {
    await firstPaint();
    address = await findService(import.meta.env.VITE_SIGNALING_URL, document.baseURI);
    return peerJsNetwork(address, handlers);
  },
  // Only a secure context has the cryptography.
  issuer: isSecureContext
    ? createIssuer(
        () => (address === null ? null : httpBase(address)),
        () => openKey(indexedDbKeys(), seat.name),
      )
    : null,
  seat,
  settings: tabs.local,
  randomBytes,
  now: createClock(
    () => performance.now(),
    () => Date.now(),
  ),
  wall: () => Date.now(),
  jitter: () => Math.random(),
  fragment: {
    read: () => window.location.hash,
    write(fragment) {
      if (window.location.hash !== fragment) window.location.hash = fragment;
    },
    replace: (fragment) => window.history.replaceState(null, '', fragment),
    onChange: (heard) => window.addEventListener('hashchange', heard),
  },
  page: {
    isHidden: () => document.hidden,
    onVisibilityChange: (heard) => document.addEventListener('visibilitychange', heard),
    onOnline: (heard) => window.addEventListener('online', heard),
    onClosing: (heard) => window.addEventListener('pagehide', heard),
    onShared: (heard) => window.addEventListener('storage', heard),
  },
  build: __BUILD__,
});

const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App stores={stores} />
  </StrictMode>,
);
