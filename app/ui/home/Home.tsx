import { Chat } from '../chat/Chat.tsx';
import { HideAddress } from '../privacy/HideAddress.tsx';
import { ChallengeForm } from './ChallengeForm.tsx';
import styles from './Home.module.css';
import { HowToPlay, LocalEntry } from './HowToPlay.tsx';
import { Identity } from './Identity.tsx';
import { LinkChallenge } from './LinkChallenge.tsx';
import { Lobby } from './Lobby.tsx';

/** @param challenge the player of the link that opened the page */
export function Home({ challenge }: { readonly challenge: string | null }) {
  return (
    <div className={styles['home']}>
      <div className={styles['me']}>
        {challenge !== null && <LinkChallenge key={challenge} to={challenge} />}
        <Identity />
        <ChallengeForm />
      </div>
      <div className={styles['others']}>
        <Lobby />
        <Chat />
        <LocalEntry />
      </div>
      <HideAddress />
      <HowToPlay />
    </div>
  );
}
