import { useEffect, useId, useMemo, useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { useChat, useStores } from '../stores.ts';
import { words } from '../words/index.ts';
import { ChatForm } from './ChatForm.tsx';
import { ChatLog } from './ChatLog.tsx';
import styles from './Chat.module.css';
import { Muted } from './Muted.tsx';
import { useReadOut } from './readOut.ts';

/** Here the chat has a column to stand in; on a phone it would push the rest of the page far down. */
const ROOMY = '(min-width: 56rem)';

/** What everybody in the lobby can say to everybody. */
export function Chat() {
  const { unread, open: chosen, setOpen, lines, muted } = useChat();
  const [roomy] = useState(() => matchMedia(ROOMY).matches);
  const open = chosen ?? roomy;
  const panel = useId();
  useWatch(open);
  useReadOut(open);
  const shown = useMemo(
    () => lines.filter((line) => line.kind === 'presence' || !muted.includes(line.from)),
    [lines, muted],
  );

  return (
    <section className={styles['chat']} aria-label={words.chat.title}>
      <div className={styles['head']}>
        <h2>{words.chat.title}</h2>
        {!open && unread > 0 && (
          <span className={styles['unread']} title={words.chat.unread(unread)}>
            <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
            <span className="visually-hidden">{words.chat.unread(unread)}</span>
          </span>
        )}
        <Button
          kind="plain"
          icon={open ? 'up' : 'down'}
          aria-expanded={open}
          aria-controls={panel}
          aria-label={open ? words.chat.close : words.chat.open}
          onClick={() => setOpen(!open)}
        >
          {null}
        </Button>
      </div>
      <div id={panel} className={styles['panel']} hidden={!open}>
        {open && (
          <>
            <ChatLog lines={shown} />
            <ChatForm />
            <Muted />
          </>
        )}
      </div>
    </section>
  );
}

/** Messages that arrive while nobody looks at them count as unread. */
function useWatch(open: boolean): void {
  const { chat } = useStores();
  useEffect(() => {
    const watch = () => chat.getState().watch(open && !document.hidden);
    watch();
    document.addEventListener('visibilitychange', watch);
    return () => {
      document.removeEventListener('visibilitychange', watch);
      chat.getState().watch(false);
    };
  }, [chat, open]);
}
