import { useMemo } from 'react';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { words } from '../words/index.ts';
import { qrPicture } from './qr.ts';
import { isThisDevice } from './share.ts';
import styles from './QrDialog.module.css';

interface QrDialogProps {
  readonly link: string;
  onClose(): void;
}

export function QrDialog({ link, onClose }: QrDialogProps) {
  const { side, path } = useMemo(() => qrPicture(link), [link]);
  return (
    <Dialog title={words.identity.qrTitle} onClose={onClose}>
      <svg
        className={styles['code']}
        viewBox={`0 0 ${side} ${side}`}
        role="img"
        aria-label={words.identity.qrImage}
        shapeRendering="crispEdges"
      >
        <path d={path} />
      </svg>
      <p>{isThisDevice(location.hostname) ? words.identity.onlyHere : words.identity.qrMore}</p>
      <p className={styles['link']}>{link}</p>
      <Button onClick={onClose}>{words.app.close}</Button>
    </Dialog>
  );
}
