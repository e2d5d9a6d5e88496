import { type FormEvent, useId, useState } from 'react';
import { parsePlayerId } from '../../../signaling/protocol/index.ts';
import { Button } from '../parts/Button.tsx';
import { useChallenges, useIdentity, useObstacle } from '../stores.ts';
import { words } from '../words/index.ts';
import styles from './ChallengeForm.module.css';

/** What stands in the way of a challenge to what was typed; `null` when nothing does. */
function objection(text: string, id: string | null, ownId: string | null): string | null {
  if (text.trim() === '') return words.challenge.empty;
  if (id === null) return words.challenge.invalid;
  return id === ownId ? words.challenge.own : null;
}

export function ChallengeForm() {
  const { id: ownId } = useIdentity();
  const obstacle = useObstacle();
  const challenges = useChallenges();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const field = useId();
  const hint = useId();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const id = parsePlayerId(text);
    const found = objection(text, id, ownId) ?? obstacle;
    setProblem(found);
    if (found !== null || id === null) {
      event.currentTarget.querySelector('input')?.focus();
      return;
    }
    challenges.challenge(id);
    setText('');
  }

  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      <h2>{words.challenge.title}</h2>
      <label htmlFor={field} className={styles['label']}>
        {words.challenge.field}
      </label>
      <div className={styles['row']}>
        <input
          id={field}
          className={styles['field']}
          type="text"
          value={text}
          placeholder={words.challenge.example}
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="send"
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : hint}
          onChange={(event) => {
            setText(event.target.value);
            setProblem(null);
          }}
        />
        <Button kind="main" submit>
          {words.challenge.send}
        </Button>
      </div>
      {problem !== null && (
        <p id={hint} role="alert" className={styles['problem']}>
          {problem}
        </p>
      )}
    </form>
  );
}
