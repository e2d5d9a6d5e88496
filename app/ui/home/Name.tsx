import { type FormEvent, useId, useState } from 'react';
import { NAME_MAX_LENGTH } from '../../../signaling/protocol/index.ts';
import { Button } from '../parts/Button.tsx';
import { useName } from '../stores.ts';
import { words } from '../words/index.ts';
import styles from './Name.module.css';

interface NameButtonProps {
  /** Whether the form is open. */
  readonly expanded: boolean;
  onClick(): void;
}

/** What this player is called in the lobby, beside the ID: nothing, unless they want to be. */
export function NameButton({ expanded, onClick }: NameButtonProps) {
  const { name } = useName();
  return (
    <Button
      kind="plain"
      icon="pen"
      aria-expanded={expanded}
      aria-label={name === null ? words.name.add : words.name.change(name)}
      onClick={onClick}
    >
      {name === null ? words.name.add : <bdi className={styles['name']}>{name}</bdi>}
    </Button>
  );
}

export function NameForm({ onClose }: { onClose(): void }) {
  const { name, rename } = useName();
  const [text, setText] = useState(name ?? '');
  const [isWrong, setWrong] = useState(false);
  const field = useId();
  const hint = useId();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (rename(text)) onClose();
    else setWrong(true);
  }

  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      <label htmlFor={field} className={styles['label']}>
        {words.name.field}
      </label>
      <div className={styles['row']}>
        <input
          id={field}
          className={styles['field']}
          type="text"
          value={text}
          maxLength={NAME_MAX_LENGTH}
          autoComplete="off"
          enterKeyHint="done"
          ref={focusOnce}
          aria-invalid={isWrong}
          aria-describedby={hint}
          onChange={(event) => {
            setText(event.target.value);
            setWrong(false);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onClose();
          }}
        />
        <Button kind="main" submit>
          {words.name.save}
        </Button>
      </div>
      <p id={hint} className={styles['hint']} data-wrong={isWrong}>
        {isWrong ? words.name.invalid : words.name.hint}
      </p>
    </form>
  );
}

/** The person has asked for the field: it takes the place of the button that had the focus. */
function focusOnce(input: HTMLInputElement | null) {
  input?.focus();
}
