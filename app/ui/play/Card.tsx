import type { ReactNode } from 'react';
import styles from './Card.module.css';

interface CardProps {
  readonly title: string;
  readonly text: string;
  /** Small, below the text: for whoever wants to know it exactly. */
  readonly code?: string;
  /** Whether the opponent waits for the answer. */
  readonly offer?: boolean;
  /** The ways to answer, if there are any. */
  readonly children?: ReactNode;
}

/** Something beside the board that the player should read or answer. */
export function Card({ title, text, code, offer = false, children }: CardProps) {
  return (
    <section className={styles['card']} data-offer={offer ? '' : undefined}>
      <h2>{title}</h2>
      <p>{text}</p>
      {code !== undefined && <p className={styles['code']}>{code}</p>}
      {children !== undefined && <div className={styles['answers']}>{children}</div>}
    </section>
  );
}
