import type { SessionView } from '../../session/index.ts';
import { words } from '../words/index.ts';
import styles from './Link.module.css';

/** How the two browsers stand with each other, and the games that nobody won, which have no seat to stand in. */
export function Link({ session }: { readonly session: SessionView }) {
  const { link, roundTripMs, score } = session;
  return (
    <p className={styles['link']} data-link={link}>
      {words.play.link[link]}
      {score.drawn > 0 && <span>· {words.play.drawn(score.drawn)}</span>}
      {link !== 'closed' && roundTripMs !== null && (
        <span className={styles['round-trip']} data-testid="round-trip">
          {words.play.milliseconds(roundTripMs)}
        </span>
      )}
    </p>
  );
}
