import type { StoreApi } from 'zustand/vanilla';

/** Where the page stands with the signaling service. A running game needs none of it. */
export type ServiceStatus =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'online' }
  /** `retryAt`: epoch ms of the next attempt */
  | { readonly phase: 'reconnecting'; readonly attempt: number; readonly retryAt: number }
  /** the same id was opened in another tab; nothing happens until the person says so */
  | { readonly phase: 'replaced' };

export interface ServiceState {
  readonly status: ServiceStatus;
  /** Connects now: out of a wait, or back from another tab. */
  connectNow(): void;
}
export type ServiceStore = StoreApi<ServiceState>;
