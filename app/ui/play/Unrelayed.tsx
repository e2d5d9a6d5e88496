import type { Match } from '../../store/match.ts';
import { Notice } from '../parts/Notice.tsx';
import { usePrivacy } from '../stores.ts';
import { words } from '../words/index.ts';

/** A game whose link does not come back because no relay takes it: nothing but the player's own word makes it a direct one. */
export function Unrelayed({ match }: { readonly match: Match }) {
  const { hidden, hide } = usePrivacy();
  if (!match.unrelayed || !hidden) return null;
  return (
    <Notice tone="wait" action={words.privacy.connectDirectly} onAction={() => hide(false)}>
      {words.privacy.unrelayed}
    </Notice>
  );
}
