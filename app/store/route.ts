import type { StoreApi } from 'zustand/vanilla';

/** Routes live in the fragment, so that any static host works. */
export type Route =
  /** `#/`, and `#/c/{id}`: ready to challenge that player once the person confirms */
  | { readonly name: 'home'; readonly challenge: string | null }
  /** `#/play`: the match */
  | { readonly name: 'play' }
  /** `#/local`: two players on one device */
  | { readonly name: 'local' };

export interface RouteState {
  readonly route: Route;
  go(route: Route): void;
}
export type RouteStore = StoreApi<RouteState>;
