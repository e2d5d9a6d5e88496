import { Mark } from '../parts/Mark.tsx';
import type { Status } from './status.ts';
import styles from './StatusLine.module.css';

interface StatusLineProps {
  readonly status: Status;
  /** Where the move under the pointer would send the next player. */
  readonly preview: string | null;
  /** Why the cell just chosen was not played; takes the place of the preview. */
  readonly refusal: string | null;
}

/** Whose turn it is and where, or how it ended: the largest words beside the board. */
export function StatusLine({ status, preview, refusal }: StatusLineProps) {
  return (
    <div className={styles['line']} data-tone={status.tone} data-mark={status.mark ?? undefined}>
      {status.mark !== null && (
        <span className={styles['mark']}>
          <Mark player={status.mark} />
        </span>
      )}
      <div>
        <p className={styles['status']} data-testid="status">
          <strong>{status.headline}</strong> <span>{status.detail}</span>
        </p>
        <p className={styles['preview']} data-refused={refusal === null ? undefined : ''} aria-hidden="true">
          {refusal ?? preview}
        </p>
      </div>
    </div>
  );
}
