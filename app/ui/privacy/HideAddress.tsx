import { useId, useState } from 'react';
import { Notice } from '../parts/Notice.tsx';
import { useInGame, usePrivacy, useUnreachable } from '../stores.ts';
import { words } from '../words/index.ts';
import styles from './HideAddress.module.css';

/** The setting, where the service has relays; else why it is not there. */
export function HideAddress() {
  const { hidden, relay } = usePrivacy();
  const [wasHidden, setWasHidden] = useState(hidden);
  if (hidden && !wasHidden) setWasHidden(true);
  // Whoever turns it off keeps the switch that they have in their hands.
  if (wasHidden || relay === 'offered') return <HideAddressSwitch />;
  // The service has not said yet.
  if (relay === 'unknown') return null;
  return <p className={styles['none']}>{words.privacy.why[relay]}</p>;
}

/** Whether the service has said that it has no relay for this player, or has not said that it has one. */
function useMissing(): boolean {
  const { relay } = usePrivacy();
  const online = useUnreachable() === null;
  return relay === 'none' || relay === 'refused' || (relay === 'unknown' && online);
}

/** The setting stands in the way of every game: said where it is seen at once, with the way out. */
export function NoRelayNotice() {
  const { hidden, hide } = usePrivacy();
  const isMissing = useMissing();
  if (!hidden || !isMissing) return null;
  return (
    <Notice tone="bad" action={words.privacy.connectDirectly} onAction={() => hide(false)}>
      {words.privacy.missing}
    </Notice>
  );
}

export function HideAddressSwitch() {
  const { hidden, kept, relay, hide } = usePrivacy();
  const isMissing = useMissing();
  const inGame = useInGame();
  const name = useId();
  const more = useId();
  const why = relay === 'refused' ? words.privacy.why.refused : words.privacy.why.none;
  return (
    <label className={styles['setting']} data-missing={(hidden && isMissing) || undefined}>
      <span className={styles['words']}>
        <span id={name} className={styles['title']}>
          {words.privacy.title}
        </span>
        <span id={more} className={styles['more']}>
          {!isMissing ? words.privacy.more : hidden ? words.privacy.missingHere : why}
          {inGame && ` ${words.privacy.nextLink}`}
          {hidden && !kept && ` ${words.privacy.notKept}`}
        </span>
      </span>
      <input
        className={styles['switch']}
        type="checkbox"
        role="switch"
        aria-checked={hidden}
        aria-labelledby={name}
        aria-describedby={more}
        checked={hidden}
        onChange={({ target }) => hide(target.checked)}
      />
    </label>
  );
}
