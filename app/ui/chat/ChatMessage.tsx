import { type MouseEvent, useState } from 'react';
import type { SaidLine } from '../../store/chat-log.ts';
import { Button } from '../parts/Button.tsx';
import { Person } from '../parts/Person.tsx';
import { useChallenges, useChat, useObstacle } from '../stores.ts';
import { words } from '../words/index.ts';
import styles from './ChatMessage.module.css';
import { focusLog } from './focusLog.ts';

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

interface ChatMessageProps {
  readonly line: SaidLine;
  /** The one before is by the same player, whose name need not be repeated. */
  readonly follows: boolean;
}

export function ChatMessage({ line, follows }: ChatMessageProps) {
  const { own, from, name, at, text, state } = line;
  const [chosen, setChosen] = useState(false);
  const said = new Date(at);
  return (
    <div className={styles['message']} data-own={own} data-follows={follows}>
      {!follows && (
        <div className={styles['head']}>
          {own ? (
            <span className={styles['you']}>{words.chat.you}</span>
          ) : (
            <button
              type="button"
              className={styles['sender']}
              aria-expanded={chosen}
              title={words.chat.actions(name ?? from)}
              onClick={() => setChosen(!chosen)}
            >
              <Person id={from} name={name} />
            </button>
          )}
          <time className={styles['time']} dateTime={said.toISOString()}>
            {CLOCK.format(said)}
          </time>
        </div>
      )}
      {chosen && <Sender id={from} onDone={() => setChosen(false)} />}
      <p className={styles['text']} dir="auto" data-state={state}>
        {text}
      </p>
      <Sending line={line} />
    </div>
  );
}

/** What can be done about somebody who says something. */
function Sender({ id, onDone }: { readonly id: string; onDone(): void }) {
  const { challenge } = useChallenges();
  const { mute } = useChat();
  const obstacle = useObstacle();
  return (
    <div className={styles['actions']}>
      <Button
        obstacle={obstacle}
        aria-label={words.challenge.sendTo(id)}
        onClick={({ currentTarget }) => {
          challenge(id);
          focusLog(currentTarget);
          onDone();
        }}
      >
        {words.challenge.send}
      </Button>
      <Button
        aria-label={words.chat.muteId(id)}
        onClick={({ currentTarget }) => {
          focusLog(currentTarget);
          mute(id);
        }}
      >
        {words.chat.mute}
      </Button>
    </div>
  );
}

/** What becomes of an own message until it is sent. */
function Sending({ line: { key, state, failure } }: { readonly line: SaidLine }) {
  const chat = useChat();
  const then = (act: (key: string) => void) => (event: MouseEvent<HTMLButtonElement>) => {
    focusLog(event.currentTarget);
    act(key);
  };
  if (state === 'sending') return <p className={styles['sending']}>{words.chat.sending}</p>;
  if (failure === null) return null;
  return (
    <div className={styles['failed']}>
      <p role="alert">{words.chat.failures[failure]}</p>
      <div className={styles['actions']}>
        <Button onClick={then(chat.retry)}>{words.chat.retry}</Button>
        <Button onClick={then(chat.discard)}>{words.chat.discard}</Button>
      </div>
    </div>
  );
}
