/** What the stores are to the page, and what they need of it. */
import type { Network, NetworkHandlers, TicketIssuer } from '../net/index.ts';
import type { ChallengesStore } from './challenges.ts';
import type { ChatStore } from './chat.ts';
import type { IdentityStore } from './identity.ts';
import type { LobbyStore } from './lobby.ts';
import type { LocalStore } from './local.ts';
import type { MatchStore } from './match.ts';
import type { NameStore } from './name.ts';
import type { PrivacyStore } from './privacy.ts';
import type { RandomBytes } from './random.ts';
import type { Fragment, RouteStore } from './route.ts';
import type { ServiceStore } from './service.ts';
import type { KeyValue } from './storage.ts';
import type { Seat, TabsStore } from './tabs.ts';

/** Everything a screen may read and do. */
export interface Stores {
  readonly identity: IdentityStore;
  readonly name: NameStore;
  readonly privacy: PrivacyStore;
  readonly service: ServiceStore;
  readonly lobby: LobbyStore;
  readonly chat: ChatStore;
  readonly challenges: ChallengesStore;
  readonly match: MatchStore;
  readonly local: LocalStore;
  readonly route: RouteStore;
  readonly tabs: TabsStore;
}

/** The page itself: whether somebody looks at it, and when it goes away. */
export interface Page {
  isHidden(): boolean;
  onVisibilityChange(heard: () => void): void;
  /** The device has a network again. */
  onOnline(heard: () => void): void;
  onClosing(heard: () => void): void;
  /** Another tab has changed what all tabs share. */
  onShared(heard: () => void): void;
}

export interface Surroundings {
  /**
   * Makes the network, whenever its code and the service's address are there.
   * Rejects with a `ConfigError` when the page's configuration names no usable service, and with any other error when
   * it is worth another try.
   */
  readonly network: (handlers: NetworkHandlers) => Promise<Network>;
  /** Where this browser's tickets come from, once the network is there; null where it can prove nothing (plain http). */
  readonly issuer: TicketIssuer | null;
  /** Where this tab keeps its identity and its game. */
  readonly seat: Seat;
  /** What all tabs share. */
  readonly settings: KeyValue;
  readonly randomBytes: RandomBytes;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Epoch ms. */
  readonly wall: () => number;
  /** In [0, 1); spreads reconnects, decides nothing. */
  readonly jitter: () => number;
  readonly fragment: Fragment;
  readonly page: Page;
  /** This build's name, told to the other side. */
  readonly build: string;
}
