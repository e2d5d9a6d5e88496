import { useEffect, useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { useMatch } from '../stores.ts';
import { words } from '../words/index.ts';

/** How long the button does nothing after it has appeared, ms. */
const GUARD_MS = 500;

/** Leaves a match that is over. It appears where Leave was: a finger on its way to that one must not hit it. */
export function BackToLobby() {
  const { leave } = useMatch();
  const [guarded, setGuarded] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setGuarded(false), GUARD_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Button blocked={guarded} onClick={() => leave()}>
      {words.play.backToLobby}
    </Button>
  );
}
