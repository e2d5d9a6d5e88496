import type { LinkLook } from './connection.ts';
import styles from './LinkSign.module.css';

/** The state of the link as a dot: full, half or hollow, so that its colour is not the only sign. */
export function LinkSign({ look }: { readonly look: LinkLook }) {
  return <span className={styles['sign']} data-look={look} aria-hidden="true" />;
}
