import { useCountdown } from '../clock.ts';
import { Notice } from '../parts/Notice.tsx';
import { useService, useTabs } from '../stores.ts';
import { words } from '../words/index.ts';
import styles from './Service.module.css';

/** One word at the head of every screen: can others reach this player? */
export function ServiceState() {
  const { status } = useService();
  return (
    <p className={styles['state']} data-phase={status.phase}>
      {words.service[status.phase]}
    </p>
  );
}

/** What is wrong with the connection to the service, and what the player can do; nothing while all is well. */
export function ServiceNotice() {
  const service = useService();
  const tabs = useTabs();
  const { status } = service;
  const seconds = useCountdown(status.phase === 'reconnecting' ? status.retryAt : null);
  if (status.phase === 'reconnecting') {
    return (
      <Notice tone="bad" action={words.service.tryNow} onAction={() => service.connectNow()}>
        {words.service.lost} {words.service.nextTry(seconds ?? 0)}
      </Notice>
    );
  }
  if (status.phase === 'replaced') {
    return (
      <Notice
        tone="wait"
        action={words.service.takeOver}
        obstacle={tabs.taking ? words.tabs.taking : null}
        onAction={() => tabs.takeOver()}
      >
        <strong>{words.service.otherTab}.</strong> {words.service.otherTabMore}
      </Notice>
    );
  }
  if (status.phase === 'unusable') {
    return (
      <Notice tone="bad" action={words.service.reload} onAction={() => location.reload()}>
        {words.service.reasons[status.reason]}
      </Notice>
    );
  }
  return null;
}
