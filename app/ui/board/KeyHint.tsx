import { words } from '../words/index.ts';
import styles from './KeyHint.module.css';

/** How to play by keyboard, where there is likely to be one. */
export function KeyHint() {
  return <p className={styles['keys']}>{words.board.keys}</p>;
}
