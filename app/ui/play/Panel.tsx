import type { ReactNode } from 'react';
import styles from './Panel.module.css';

/** A screen that is one card: a title, some words, something to do. */
export function Panel({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles['panel']}>
      <h1 className={styles['title']} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </section>
  );
}
