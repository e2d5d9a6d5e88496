import type { ReactNode } from 'react';
import styles from './Stage.module.css';

interface StageProps {
  /** Above the board on a tall screen, beside it on a wide one. */
  readonly head: ReactNode;
  readonly board: ReactNode;
  /** Below the board, or below `head` beside it. */
  readonly foot: ReactNode;
}

/** A board and what belongs to it, laid out so that the whole board and the turn are on the screen at once. */
export function Stage({ head, board, foot }: StageProps) {
  return (
    <div className={styles['stage']}>
      <div className={styles['head']}>{head}</div>
      <div className={styles['board']}>{board}</div>
      <div className={styles['foot']}>{foot}</div>
    </div>
  );
}
