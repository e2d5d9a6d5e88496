import { createStore, type StoreApi } from 'zustand/vanilla';
import type { GoAwayReason } from '../../signaling/protocol/index.ts';
import { type Backoff, retryDelayMs } from '../net/index.ts';

/** Where the page stands with the signaling service. A running game needs none of it. */
export type ServiceStatus =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'online' }
  /** the service has asked to connect anew, and so far it goes so quickly that it is as good as online */
  | { readonly phase: 'renewing' }
  /** `retryAt`: epoch ms of the next attempt */
  | { readonly phase: 'reconnecting'; readonly attempt: number; readonly retryAt: number }
  /** nobody looks at the page: it left by itself, and comes back when somebody does */
  | { readonly phase: 'resting' }
  /** the same id is open in another tab; nothing happens until the person says so */
  | { readonly phase: 'replaced' }
  /** nothing that repeats itself will help */
  | { readonly phase: 'unusable'; readonly reason: UnusableReason };

export type UnusableReason =
  /** the code did not load */
  | 'load'
  /** no WebRTC here */
  | 'unsupported'
  /** a wrong `config.json` */
  | 'config'
  /** the service wants a proof of who we are that this page cannot give */
  | 'unproven';

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
  /**
   * The service closes the socket next, or does not let us in, and asks to be left alone for so long. After `renew` it waits for
   * us, so that nothing is waited for beyond that.
   */
  goAway(retryAfterMs: number, reason?: GoAwayReason): void;
  /** The identity is another tab's. */
  replaced(): void;
  unusable(reason: UnusableReason): void;
  /** Nobody needs the service for now: `offline` follows, and then nothing until `awake`. @returns whether that is so */
  rest(): boolean;
  isResting(): boolean;
  /** Connects again although all is well: the id has changed. */
  restart(): void;
  /** Somebody looks at the page again, or its device has a network again: a wait is over, unless the service has asked for it. */
  awake(): void;
}

/** That the socket is gone changes nothing about these. */
const STAYS: ReadonlySet<ServiceStatus['phase']> = new Set([
  'reconnecting',
  'resting',
  'replaced',
  'unusable',
]);

/** A renewed connection is there within this time, ms, or it shows that it is not. */
export const QUIET_MS = 2_000;

/** Keeps the page connected: waits longer after each failure, as long as the service asks, and not at all once replaced. */
export function createService(connect: () => void, backoff: Backoff, random: () => number): Service {
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** While it runs, the screen sees nothing of what happens. */
  let quiet: ReturnType<typeof setTimeout> | undefined;
  let status: ServiceStatus = { phase: 'connecting' };
  /** What the service asked for before it closed the socket. */
  let asked: { readonly ms: number; readonly reason: GoAwayReason } | null = null;
  /** Until then only the person may end the wait, epoch ms. */
  let notBefore = 0;

  const store: ServiceStore = createStore(() => ({
    status,
    connectNow() {
      if (status.phase !== 'online' && status.phase !== 'replaced') tryNow();
    },
  }));

  function show(next: ServiceStatus): void {
    status = next;
    const isUnderWay = next.phase === 'connecting' || next.phase === 'reconnecting';
    if (!isUnderWay) endQuiet();
    store.setState({ status: quiet === undefined ? next : { phase: 'renewing' } });
  }

  function beQuiet(): void {
    quiet = setTimeout(() => {
      endQuiet();
      show(status);
    }, QUIET_MS);
  }

  function endQuiet(): void {
    clearTimeout(quiet);
    quiet = undefined;
  }

  function tryNow(): void {
    clearTimeout(timer);
    asked = null;
    show({ phase: 'connecting' });
    connect();
  }

  function wait(delayMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(tryNow, delayMs);
    show({ phase: 'reconnecting', attempt, retryAt: Date.now() + delayMs });
  }

  return {
    store,
    online() {
      clearTimeout(timer);
      attempt = 0;
      asked = null;
      show({ phase: 'online' });
    },
    offline() {
      if (STAYS.has(status.phase)) return;
      const { ms = 0, reason } = asked ?? {};
      notBefore = Date.now() + ms;
      if (reason === 'renew') {
        if (status.phase === 'online') beQuiet();
        wait(ms);
        return;
      }
      attempt += 1;
      wait(Math.max(ms, retryDelayMs(backoff, attempt, random())));
    },
    goAway(retryAfterMs, reason = 'shutdown') {
      asked = { ms: retryAfterMs, reason };
    },
    replaced() {
      clearTimeout(timer);
      show({ phase: 'replaced' });
    },
    unusable(reason) {
      clearTimeout(timer);
      show({ phase: 'unusable', reason });
    },
    rest() {
      if (status.phase !== 'online') return false;
      show({ phase: 'resting' });
      return true;
    },
    isResting: () => status.phase === 'resting',
    restart: tryNow,
    awake() {
      if (status.phase === 'resting') tryNow();
      else if (status.phase === 'reconnecting' && Date.now() >= notBefore) tryNow();
    },
  };
}
