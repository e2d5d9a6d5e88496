import { type FormEvent, useId, useState } from 'react';
import { CHAT_MAX_LENGTH } from '../../../signaling/protocol/index.ts';
import { Button } from '../parts/Button.tsx';
import { useChat, useUnreachable } from '../stores.ts';
import { words } from '../words/index.ts';
import styles from './ChatForm.module.css';

/** From here on it is told how many characters are left. */
const NEAR_THE_END = 40;

export function ChatForm() {
  const { say } = useChat();
  const obstacle = useUnreachable();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const hint = useId();
  const left = CHAT_MAX_LENGTH - text.length;
  const note = problem ?? (left <= NEAR_THE_END ? words.chat.left(left) : null);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (text.trim() === '') return;
    if (obstacle !== null) setProblem(obstacle);
    else if (say(text)) setText('');
    else setProblem(words.chat.unsendable);
  }

  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      <div className={styles['row']}>
        <input
          className={styles['field']}
          type="text"
          value={text}
          maxLength={CHAT_MAX_LENGTH}
          placeholder={words.chat.placeholder}
          autoComplete="off"
          enterKeyHint="send"
          aria-label={words.chat.field}
          aria-invalid={problem !== null}
          aria-describedby={note === null ? undefined : hint}
          onChange={(event) => {
            setText(event.target.value);
            setProblem(null);
          }}
        />
        <Button submit>{words.chat.send}</Button>
      </div>
      {note !== null && (
        <p id={hint} className={styles['note']} data-wrong={problem !== null}>
          {note}
        </p>
      )}
    </form>
  );
}
