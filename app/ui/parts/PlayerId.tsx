import styles from './PlayerId.module.css';

/** A player id whose dashes step back, so that the words can be read; it breaks only behind a dash. */
export function PlayerId({ id }: { readonly id: string }) {
  const dash = id.indexOf('-');
  if (dash === -1) return id;
  return (
    <>
      {id.slice(0, dash)}
      <span className={styles['dash']}>-</span>
      <wbr />
      <PlayerId id={id.slice(dash + 1)} />
    </>
  );
}
