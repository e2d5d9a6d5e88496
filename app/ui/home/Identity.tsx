import { useState } from 'react';
import { useAnnounce } from '../announce/Announcer.tsx';
import { useBriefly } from '../clock.ts';
import { Button } from '../parts/Button.tsx';
import { Notice } from '../parts/Notice.tsx';
import { PlayerId } from '../parts/PlayerId.tsx';
import { useIdentity, useInGame } from '../stores.ts';
import { words } from '../words/index.ts';
import { QrDialog } from './QrDialog.tsx';
import { challengeLink, copyText, shareLink } from './share.ts';
import styles from './Identity.module.css';

/** How long a button says that it has done its work, ms. */
const DONE_MS = 2000;

/** Who you are, and every way to tell somebody. */
export function Identity() {
  const identity = useIdentity();
  const { id, replacedId, kept } = identity;
  const inGame = useInGame();
  const announce = useAnnounce();
  const [copied, markCopied] = useBriefly(DONE_MS);
  const [linked, markLinked] = useBriefly(DONE_MS);
  const [failure, setFailure] = useState<string | null>(null);
  const [qrOpen, setQrOpen] = useState(false);
  const link = challengeLink(location.href, id);

  async function copyId() {
    const done = await copyText(id);
    setFailure(done ? null : words.identity.copyFailed);
    announce(done ? words.identity.copied : words.identity.copyFailed);
    if (done) markCopied();
  }

  async function share() {
    if (await shareLink(link, words.identity.shareText(id))) return;
    const done = await copyText(link);
    setFailure(done ? null : words.identity.linkCopyFailed);
    announce(done ? words.identity.linkCopied : words.identity.linkCopyFailed);
    if (done) markLinked();
  }

  return (
    <section className={styles['identity']}>
      <h1 className={styles['heading']} tabIndex={-1}>
        <span className={styles['label']}>{words.identity.youAre}</span>{' '}
        <span className={styles['id']} data-testid="my-id">
          <PlayerId id={id} />
        </span>
      </h1>
      <p className={styles['more']}>{words.identity.more}</p>
      <div className={styles['actions']}>
        <Button icon={copied ? 'check' : 'copy'} onClick={() => void copyId()}>
          {copied ? words.identity.copied : words.identity.copy}
        </Button>
        <Button icon={linked ? 'check' : 'share'} onClick={() => void share()}>
          {linked ? words.identity.linkCopied : words.identity.share}
        </Button>
        <Button icon="qr" onClick={() => setQrOpen(true)}>
          {words.identity.qr}
        </Button>
        <Button icon="reroll" blocked={inGame} onClick={() => identity.reroll()}>
          {words.identity.reroll}
        </Button>
      </div>
      {failure !== null && <Notice tone="bad">{failure}</Notice>}
      {replacedId !== null && (
        <Notice tone="wait" action={words.identity.ok} onAction={() => identity.dismissReplaced()}>
          {words.identity.replaced(replacedId, id)}
        </Notice>
      )}
      {!kept && <Notice tone="wait">{words.identity.notKept}</Notice>}
      {qrOpen && <QrDialog link={link} onClose={() => setQrOpen(false)} />}
    </section>
  );
}
