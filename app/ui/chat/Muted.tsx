import { useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { PlayerId } from '../parts/PlayerId.tsx';
import { useChat } from '../stores.ts';
import { words } from '../words/index.ts';
import { focusLog } from './focusLog.ts';
import styles from './Muted.module.css';

/** Whom this player does not want to hear, and the way back. Nothing if that is nobody. */
export function Muted() {
  const { muted, unmute } = useChat();
  const [open, setOpen] = useState(false);
  if (muted.length === 0) return null;
  return (
    <div className={styles['muted']}>
      <Button kind="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
        {words.chat.muted(muted.length)}
      </Button>
      {open &&
        muted.map((id) => (
          <p key={id} className={styles['one']}>
            <PlayerId id={id} />
            <Button
              aria-label={words.chat.unmuteId(id)}
              onClick={({ currentTarget }) => {
                focusLog(currentTarget);
                unmute(id);
              }}
            >
              {words.chat.unmute}
            </Button>
          </p>
        ))}
    </div>
  );
}
