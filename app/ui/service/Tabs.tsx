import { Notice } from '../parts/Notice.tsx';
import { useIdentity, useInGame, useTabs } from '../stores.ts';
import { words } from '../words/index.ts';

/** That this tab plays under an ID of its own, and the way to the usual one; nothing in the tab that has it. */
export function UsualId() {
  const { usualId, usualOpen, taking, takeOver } = useTabs();
  const { id } = useIdentity();
  const inGame = useInGame();
  if (usualId === null || id === null) return null;
  const playing = inGame ? words.challenge.obstacles.playing : null;
  return (
    <Notice
      tone="info"
      action={taking ? words.tabs.taking : words.tabs.take(usualId)}
      obstacle={taking ? words.tabs.taking : playing}
      onAction={takeOver}
    >
      {usualOpen ? words.tabs.open(usualId, id) : words.tabs.free(usualId, id)}
    </Notice>
  );
}
