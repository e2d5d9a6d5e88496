import { useState } from 'react';
import { useAnnounce } from '../announce/Announcer.tsx';
import { useBriefly } from '../clock.ts';
import { Button } from '../parts/Button.tsx';
import { Notice } from '../parts/Notice.tsx';
import { PlayerId } from '../parts/PlayerId.tsx';
import { UsualId } from '../service/Tabs.tsx';
import { useIdentity, useInGame, useService } from '../stores.ts';
import { words } from '../words/index.ts';
import { QrDialog } from './QrDialog.tsx';
import { challengeLink, copyText, isThisDevice, shareLink } from './share.ts';
import styles from './Identity.module.css';

/** How long a button says that it has done its work, ms. */
const DONE_MS = 2000;

const COPY = {
  id: { done: words.identity.copied, failed: words.identity.copyFailed },
  link: { done: words.identity.linkCopied, failed: words.identity.linkCopyFailed },
} as const;

interface Note {
  readonly tone: 'wait' | 'bad';
  readonly text: string;
}

/** Who you are, and every way to tell somebody. */
export function Identity() {
  const identity = useIdentity();
  const { id, replacedId, kept } = identity;
  const paused = useService().status.phase === 'replaced';
  const inGame = useInGame();
  const announce = useAnnounce();
  const [done, markDone] = useBriefly<'id' | 'link'>(DONE_MS);
  const [note, setNote] = useState<Note | null>(null);
  const [qrOpen, setQrOpen] = useState(false);
  const link = challengeLink(location.href, id);

  async function copy(what: 'id' | 'link', text: string) {
    const copied = await copyText(text);
    announce(copied ? COPY[what].done : COPY[what].failed);
    if (copied) markDone(what);
    return copied ? null : ({ tone: 'bad', text: COPY[what].failed } as const);
  }

  async function share() {
    const shared = await shareLink(link, words.identity.shareText(id));
    const problem = shared ? null : await copy('link', link);
    const stays = problem === null && isThisDevice(location.hostname);
    setNote(stays ? { tone: 'wait', text: words.identity.onlyHere } : problem);
    if (stays) announce(words.identity.onlyHere);
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
        <Button icon={done === 'id' ? 'check' : 'copy'} onClick={() => void copy('id', id).then(setNote)}>
          {done === 'id' ? words.identity.copied : words.identity.copy}
        </Button>
        <Button icon={done === 'link' ? 'check' : 'share'} onClick={() => void share()}>
          {done === 'link' ? words.identity.linkCopied : words.identity.share}
        </Button>
        <Button icon="qr" onClick={() => setQrOpen(true)}>
          {words.identity.qr}
        </Button>
        <Button icon="reroll" blocked={inGame || paused} onClick={() => identity.reroll()}>
          {words.identity.reroll}
        </Button>
      </div>
      {note !== null && <Notice tone={note.tone}>{note.text}</Notice>}
      <UsualId />
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
