import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import styles from './Confirm.module.css';

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  /** The words of the button that does it, and of the one that does not. */
  readonly yes: string;
  readonly no: string;
  onYes(): void;
  onNo(): void;
}

/** Asks before something that cannot be taken back. The harmless answer comes first, so it has the focus. */
export function Confirm({ title, text, yes, no, onYes, onNo }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onNo}>
      <p>{text}</p>
      <div className={styles['answers']}>
        <Button onClick={onNo}>{no}</Button>
        <Button kind="danger" onClick={onYes}>
          {yes}
        </Button>
      </div>
    </Dialog>
  );
}
