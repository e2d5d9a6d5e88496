import type { ChallengesStore } from './challenges.ts';
import type { IdentityStore } from './identity.ts';
import type { LobbyStore } from './lobby.ts';
import type { LocalStore } from './local.ts';
import type { MatchStore } from './match.ts';
import type { RouteStore } from './route.ts';
import type { ServiceStore } from './service.ts';

/** Everything a screen may read and do. */
export interface Stores {
  readonly identity: IdentityStore;
  readonly service: ServiceStore;
  readonly lobby: LobbyStore;
  readonly challenges: ChallengesStore;
  readonly match: MatchStore;
  readonly local: LocalStore;
  readonly route: RouteStore;
}
