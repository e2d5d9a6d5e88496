import { createStore, type StoreApi } from 'zustand/vanilla';
import { parsePlayerId } from '../../signaling/protocol/index.ts';

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
  /** Goes there without a trace in the history: where a redirect came from is no place to go back to. */
  redirect(route: Route): void;
}
export type RouteStore = StoreApi<RouteState>;

/** The browser's address bar, as far as routes go. */
export interface Fragment {
  /** The fragment with its `#`, or an empty text. */
  read(): string;
  write(fragment: string): void;
  /** Like `write`, in place of the present entry of the history. */
  replace(fragment: string): void;
  /** Hears of changes by the person: a link, back and forward, the address bar. */
  onChange(heard: () => void): void;
}

export const HOME: Route = { name: 'home', challenge: null };

export function createRoute(fragment: Fragment): RouteStore {
  const store: RouteStore = createStore((set) => ({
    route: parseRoute(fragment.read()),
    go(route) {
      fragment.write(printRoute(route));
      set({ route });
    },
    redirect(route) {
      fragment.replace(printRoute(route));
      set({ route });
    },
  }));
  fragment.onChange(() => store.setState({ route: parseRoute(fragment.read()) }));
  return store;
}

/** Anything unknown is home: a mistyped link still opens the page. */
export function parseRoute(fragment: string): Route {
  if (fragment === '#/play') return { name: 'play' };
  if (fragment === '#/local') return { name: 'local' };
  const linked = /^#\/c\/(.+)$/.exec(fragment)?.[1];
  return linked === undefined ? HOME : { name: 'home', challenge: parsePlayerId(decode(linked)) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function printRoute(route: Route): string {
  if (route.name !== 'home') return `#/${route.name}`;
  return route.challenge === null ? '#/' : `#/c/${route.challenge}`;
}
