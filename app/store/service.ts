import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Backoff, retryDelayMs } from '../net/index.ts';

/** Where the page stands with the signaling service. A running game needs none of it. */
export type ServiceStatus =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'online' }
  /** `retryAt`: epoch ms of the next attempt */
  | { readonly phase: 'reconnecting'; readonly attempt: number; readonly retryAt: number }
  /** the same id is open in another tab; nothing happens until the person says so */
  | { readonly phase: 'replaced' }
  /** nothing that repeats itself will help: the code did not load, no WebRTC here, or a wrong `config.json` */
  | { readonly phase: 'unusable'; readonly reason: 'load' | 'unsupported' | 'config' };

export interface ServiceState {
  readonly status: ServiceStatus;
  /** Connects now, out of a wait. */
  connectNow(): void;
}
export type ServiceStore = StoreApi<ServiceState>;

export interface Service {
  readonly store: ServiceStore;
  online(): void;
  offline(): void;
  /** The service closes the socket next, and asks to be left alone for so long. */
  goAway(retryAfterMs: number): void;
  /** The identity is another tab's. */
  replaced(): void;
  unusable(reason: 'load' | 'unsupported' | 'config'): void;
  /** Connects again although all is well: the id has changed. */
  restart(): void;
  /** Somebody looks at the page again, or its device has a network again: a wait is over, unless the service has asked for it. */
  awake(): void;
}

/** Keeps the page connected: waits longer after each failure, as long as the service asks, and not at all once replaced. */
export function createService(connect: () => void, backoff: Backoff, random: () => number): Service {
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** How long the service asked to be left alone before it closed the socket, ms. */
  let askedMs = 0;
  /** Until then only the person may end the wait, epoch ms. */
  let notBefore = 0;

  function tryNow(): void {
    clearTimeout(timer);
    askedMs = 0;
    store.setState({ status: { phase: 'connecting' } });
    connect();
  }

  const store: ServiceStore = createStore(() => ({
    status: { phase: 'connecting' },
    connectNow() {
      const { phase } = store.getState().status;
      if (phase !== 'online' && phase !== 'replaced') tryNow();
    },
  }));

  function wait(delayMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(tryNow, delayMs);
    store.setState({ status: { phase: 'reconnecting', attempt, retryAt: Date.now() + delayMs } });
  }

  return {
    store,
    online() {
      clearTimeout(timer);
      attempt = 0;
      askedMs = 0;
      store.setState({ status: { phase: 'online' } });
    },
    offline() {
      const { phase } = store.getState().status;
      if (phase === 'reconnecting' || phase === 'replaced' || phase === 'unusable') return;
      attempt += 1;
      notBefore = Date.now() + askedMs;
      wait(Math.max(askedMs, retryDelayMs(backoff, attempt, random())));
    },
    goAway(retryAfterMs) {
      askedMs = retryAfterMs;
    },
    replaced() {
      clearTimeout(timer);
      store.setState({ status: { phase: 'replaced' } });
    },
    unusable(reason) {
      clearTimeout(timer);
      store.setState({ status: { phase: 'unusable', reason } });
    },
    restart: tryNow,
    awake() {
      if (store.getState().status.phase === 'reconnecting' && Date.now() >= notBefore) tryNow();
    },
  };
}
