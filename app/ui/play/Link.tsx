import type { SessionView } from '../../session/index.ts';
import { words } from '../words/index.ts';
import styles from './Link.module.css';

/** How the two browsers stand with each other. */
export function Link({ session }: { readonly session: SessionView }) {
  const { link, roundTripMs } = session;
  return (
    <p className={styles['link']} data-link={link}>
      {words.play.link[link]}
      {link !== 'closed' && roundTripMs !== null && (
        <span className={styles['round-trip']} data-testid="round-trip">
          {words.play.milliseconds(roundTripMs)}
        </span>
      )}
    </p>
  );
}
