import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useAnnounce } from '../announce/Announcer.tsx';
import { useBriefly } from '../clock.ts';
import { Button } from '../parts/Button.tsx';
import { Notice } from '../parts/Notice.tsx';
import { PlayerId } from '../parts/PlayerId.tsx';
import { UsualId } from '../service/Tabs.tsx';
import { useIdentity, useInGame, useService } from '../stores.ts';
import { words } from '../words/index.ts';
import { NameButton, NameForm } from './Name.tsx';
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
  const { id, replacedId, kept, wish } = identity;
  const [naming, setNaming] = useState(false);
  const namer = useRef<HTMLDivElement>(null);

  function named() {
    // The form goes away: its focus goes back to the button that it came from.
    flushSync(() => setNaming(false));
    namer.current?.querySelector('button')?.focus();
  }

  return (
    <section className={styles['identity']}>
      <h1 className={styles['heading']} tabIndex={-1}>
        <span className={styles['label']}>{words.identity.youAre}</span>{' '}
        {id === null ? <IdToCome /> : <OwnId id={id} />}
      </h1>
      <p className={styles['more']}>{id === null ? words.identity.gettingMore : words.identity.more}</p>
      <div ref={namer} className={styles['namer']}>
        <NameButton expanded={naming} onClick={() => setNaming(!naming)} />
      </div>
      {naming && <NameForm onClose={named} />}
      <Sharing id={id} />
      {wish === 'failed' && (
        <Notice tone="bad" action={words.identity.ok} onAction={() => identity.dismiss()}>
          {words.identity.rerollFailed}
        </Notice>
      )}
      <UsualId />
      {replacedId !== null && id !== null && (
        <Notice tone="wait" action={words.identity.ok} onAction={() => identity.dismiss()}>
          {words.identity.replaced(replacedId, id)}
        </Notice>
      )}
      {!kept && <Notice tone="wait">{words.identity.notKept}</Notice>}
    </section>
  );
}

function OwnId({ id }: { readonly id: string }) {
  return (
    <span className={styles['id']} data-testid="my-id" style={{ ['--characters' as string]: id.length }}>
      <PlayerId id={id} />
    </span>
  );
}

/** In the shape of what comes: three words with dashes between. */
function IdToCome() {
  return (
    <span className={styles['id']}>
      <span className="visually-hidden">{words.identity.getting}</span>
      <span className={styles['coming']} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
    </span>
  );
}

/** The ways to tell somebody, which need an ID, and the way to another one. */
function Sharing({ id }: { readonly id: string | null }) {
  const { reroll, wish } = useIdentity();
  const paused = useService().status.phase === 'replaced';
  const inGame = useInGame();
  const announce = useAnnounce();
  const [done, markDone] = useBriefly<'id' | 'link'>(DONE_MS);
  const [note, setNote] = useState<Note | null>(null);
  const [qrOpen, setQrOpen] = useState(false);
  const obstacle = id === null ? words.challenge.obstacles.noId : null;
  const ownId = id ?? '';
  const link = challengeLink(location.href, ownId);

  async function copy(what: 'id' | 'link', text: string) {
    const copied = await copyText(text);
    announce(copied ? COPY[what].done : COPY[what].failed);
    if (copied) markDone(what);
    return copied ? null : ({ tone: 'bad', text: COPY[what].failed } as const);
  }

  async function share() {
    const shared = await shareLink(link, words.identity.shareText(ownId));
    const problem = shared ? null : await copy('link', link);
    const stays = problem === null && isThisDevice(location.hostname);
    setNote(stays ? { tone: 'wait', text: words.identity.onlyHere } : problem);
    if (stays) announce(words.identity.onlyHere);
  }

  return (
    <>
      <div className={styles['actions']}>
        <Button
          icon={done === 'id' ? 'check' : 'copy'}
          obstacle={obstacle}
          onClick={() => void copy('id', ownId).then(setNote)}
        >
          {done === 'id' ? words.identity.copied : words.identity.copy}
        </Button>
        <Button icon={done === 'link' ? 'check' : 'share'} obstacle={obstacle} onClick={() => void share()}>
          {done === 'link' ? words.identity.linkCopied : words.identity.share}
        </Button>
        <Button icon="qr" obstacle={obstacle} onClick={() => setQrOpen(true)}>
          {words.identity.qr}
        </Button>
        <Button
          icon="reroll"
          blocked={inGame || paused || wish === 'asked'}
          obstacle={obstacle}
          onClick={() => reroll()}
        >
          {words.identity.reroll}
        </Button>
      </div>
      {note !== null && <Notice tone={note.tone}>{note.text}</Notice>}
      {qrOpen && <QrDialog link={link} onClose={() => setQrOpen(false)} />}
    </>
  );
}
