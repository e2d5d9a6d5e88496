import { useEffect, useRef } from 'react';
import { isUnderWay } from '../../store/match.ts';
import { useAnnounce } from '../announce/Announcer.tsx';
import { useStores } from '../stores.ts';
import { words } from '../words/index.ts';

/**
 * Reads out that a challenge went away while its card was on the screen, and not by an answer of this player.
 *
 * @returns to be called with an answer
 */
export function useTakenBack(from: string): () => void {
  const { challenges, match, identity } = useStores();
  const announce = useAnnounce();
  const answered = useRef(false);

  useEffect(() => {
    const { id } = identity.getState();
    return () => {
      const again = challenges.getState().incoming.some((one) => one.from === from);
      // A game that begins and a new ID of one's own call everything off as well.
      const ownDoing = isUnderWay(match.getState().match) || identity.getState().id !== id;
      if (!answered.current && !again && !ownDoing) announce(words.challenge.takenBack(from));
    };
  }, [from, challenges, match, identity, announce]);

  return () => {
    answered.current = true;
  };
}
