import { PlayerId } from './PlayerId.tsx';
import styles from './Person.module.css';

interface PersonProps {
  readonly id: string;
  readonly name: string | null;
}

/** Somebody, by ID and by the name that they chose, if any. The ID is always there: anybody may choose any name. */
export function Person({ id, name }: PersonProps) {
  return (
    <span className={styles['person']} data-named={name !== null}>
      {name !== null && <bdi className={styles['name']}>{name}</bdi>}{' '}
      <span className={styles['id']}>
        <PlayerId id={id} />
      </span>
    </span>
  );
}
