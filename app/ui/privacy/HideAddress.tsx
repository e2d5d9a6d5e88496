import { useId, useState } from 'react';
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

export function HideAddressSwitch() {
  const { hidden, relay, hide } = usePrivacy();
  const online = useUnreachable() === null;
  const inGame = useInGame();
  const name = useId();
  const more = useId();
  const isMissing = relay === 'none' || relay === 'refused' || (relay === 'unknown' && online);
  const why = relay === 'refused' ? words.privacy.why.refused : words.privacy.why.none;
  return (
    <label className={styles['setting']} data-missing={(hidden && isMissing) || undefined}>
      <span className={styles['words']}>
        <span id={name} className={styles['title']}>
          {words.privacy.title}
        </span>
        <span id={more} className={styles['more']}>
          {!isMissing ? words.privacy.more : hidden ? words.privacy.missing : why}
          {inGame && ` ${words.privacy.nextLink}`}
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
