import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import styles from './Dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Asked to close: Escape, a click beside it, or a button inside. Unmounting closes it too. */
  onClose(): void;
}

/** A modal question. Render it to open it; the browser gives the focus back when it goes. */
export function Dialog({ title, children, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();

  // A layout effect, because its clean-up runs while the element is still in the page: only then does closing
  // give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        // The backdrop is part of the element; everything inside sits in the panel.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={styles['panel']}>
        <h2 id={heading}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
