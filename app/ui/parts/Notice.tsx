import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import styles from './Notice.module.css';

interface NoticeProps {
  readonly tone: 'wait' | 'bad' | 'info';
  readonly children: ReactNode;
  /** The words of the button, if there is something to do about it. */
  readonly action?: string;
  onAction?(): void;
  /** Why the button does nothing now, if so. */
  readonly obstacle?: string | null;
}

/** A sentence that the player should read, in the flow of the page. */
export function Notice({ tone, children, action, onAction, obstacle = null }: NoticeProps) {
  return (
    <div className={styles['notice']} data-tone={tone}>
      <p>{children}</p>
      {action !== undefined && (
        <Button obstacle={obstacle} onClick={() => onAction?.()}>
          {action}
        </Button>
      )}
    </div>
  );
}
