import { Button } from '../parts/Button.tsx';
import { useChallenges, useMatch } from '../stores.ts';
import { words } from '../words/index.ts';
import { HideAddressSwitch } from '../privacy/HideAddress.tsx';
import { BackToLobby } from './BackToLobby.tsx';
import styles from './Failure.module.css';
import { Panel } from './Panel.tsx';
import type { Ending } from './status.ts';

interface FailureProps extends Ending {
  readonly peer: string;
  /** The player's own wish stood in the way. */
  readonly unrelayed?: boolean;
}

/** No game came of it: what happened, and what to do. */
export function Failure({ peer, title, text, code, unrelayed = false }: FailureProps) {
  return (
    <Panel title={title}>
      <p>{text}</p>
      {code !== undefined && <p className={styles['code']}>{code}</p>}
      {unrelayed && (
        <div className={styles['setting']}>
          <HideAddressSwitch />
        </div>
      )}
      <div className={styles['ways']}>
        <WaysOn peer={peer} />
      </div>
    </Panel>
  );
}

/** The two ways on from a match that is over for good. */
export function WaysOn({ peer }: { readonly peer: string }) {
  const match = useMatch();
  const challenges = useChallenges();
  return (
    <>
      <Button
        kind="main"
        onClick={() => {
          match.leave();
          challenges.challenge(peer);
        }}
      >
        {words.play.challengeAgain}
      </Button>
      <BackToLobby />
    </>
  );
}
