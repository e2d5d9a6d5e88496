import type { Player } from '../../game/index.ts';
import styles from './Mark.module.css';

/** An X or an O, as large as the box around it. Decoration: the words beside it say the same. */
export function Mark({ player }: { readonly player: Player }) {
  return (
    <svg className={styles['mark']} data-player={player} viewBox="3 3 18 18" aria-hidden="true">
      {player === 'X' ? (
        <path d="M6.2 6.2l11.6 11.6M17.8 6.2L6.2 17.8" />
      ) : (
        <circle cx="12" cy="12" r="6.6" />
      )}
    </svg>
  );
}
