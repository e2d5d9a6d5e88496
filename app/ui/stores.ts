import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Stores } from '../store/index.ts';
import { isUnderWay } from '../store/match.ts';
import { words } from './words/index.ts';

/** Filled once by `App`; every screen reads its stores from here. */
export const StoresContext = createContext<Stores | null>(null);

export function useStores(): Stores {
  const stores = use(StoresContext);
  if (stores === null) throw new Error('a screen was rendered outside of <App>');
  return stores;
}

export const useIdentity = () => useStore(useStores().identity);
export const useName = () => useStore(useStores().name);
export const usePrivacy = () => useStore(useStores().privacy);
export const useChat = () => useStore(useStores().chat);
export const useService = () => useStore(useStores().service);
export const useLobby = () => useStore(useStores().lobby);
export const useChallenges = () => useStore(useStores().challenges);
export const useMatch = () => useStore(useStores().match);
export const useLocal = () => useStore(useStores().local);
export const useRoute = () => useStore(useStores().route);
export const useTabs = () => useStore(useStores().tabs);

/** Whether a game is under way: meanwhile the ID stays, and no other game can begin. */
export const useInGame = () => isUnderWay(useMatch().match);

/** Why no challenge can be made or taken now, as a sentence; `null` when one can. */
export function useObstacle(): string | null {
  const unreachable = useUnreachable();
  const { hidden, relay } = usePrivacy();
  if (useInGame()) return words.challenge.obstacles.playing;
  return unreachable ?? (hidden && relay !== 'offered' ? words.privacy.obstacle : null);
}

/** Why the lobby cannot be reached now, as a sentence; `null` when it can. */
export function useUnreachable(): string | null {
  const { phase } = useService().status;
  const { offline, paused } = words.challenge.obstacles;
  if (phase === 'online' || phase === 'renewing') return null;
  return phase === 'replaced' ? paused : offline;
}
