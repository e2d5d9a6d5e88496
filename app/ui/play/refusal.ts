import type { Position } from '../../game/index.ts';
import { useAnnounce } from '../announce/Announcer.tsx';
import { useBriefly } from '../clock.ts';

/** How long the screen tells why a cell was not played, ms. */
const REFUSAL_MS = 2000;

/** Tells everybody why a cell was not played; on the screen only as long as the position is the one it was about. */
export function useRefusal(
  position: Position,
): readonly [refusal: string | null, refuse: (reason: string) => void] {
  const announce = useAnnounce();
  const [last, show] = useBriefly<{ readonly about: Position; readonly reason: string }>(REFUSAL_MS);
  return [
    last?.about === position ? last.reason : null,
    (reason) => {
      show({ about: position, reason });
      announce(reason);
    },
  ];
}
