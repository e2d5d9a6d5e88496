import type { IncomingChallenge, OutgoingChallenge } from '../../store/challenges.ts';
import { Button } from '../parts/Button.tsx';
import { useChallenges, useMayMeet } from '../stores.ts';
import { words } from '../words/index.ts';
import styles from './Tray.module.css';

/** Challenges from and to others, over the foot of every screen, so that one that comes in moves nothing. */
export function Tray({ onlyIncoming }: { readonly onlyIncoming: boolean }) {
  const { incoming, outgoing } = useChallenges();
  const shown = onlyIncoming ? [] : outgoing;
  if (incoming.length + shown.length === 0) return null;
  return (
    <section className={styles['tray']} data-tray="" aria-label={words.challenge.region}>
      <ul className={styles['list']}>
        {incoming.map((challenge) => (
          <Incoming key={challenge.challenge} {...challenge} />
        ))}
        {shown.map((challenge) => (
          <Outgoing key={challenge.challenge} {...challenge} />
        ))}
      </ul>
    </section>
  );
}

function Incoming({ challenge, from }: IncomingChallenge) {
  const challenges = useChallenges();
  const mayMeet = useMayMeet();
  return (
    <li className={styles['card']} data-kind="incoming">
      <h2 className={styles['who']}>{words.challenge.incoming(from)}</h2>
      <p className={styles['more']}>{words.challenge.incomingMore}</p>
      <div className={styles['answers']}>
        <Button
          kind="main"
          blocked={!mayMeet}
          aria-label={words.challenge.acceptFrom(from)}
          onClick={() => challenges.accept(challenge)}
        >
          {words.challenge.accept}
        </Button>
        <Button aria-label={words.challenge.declineFrom(from)} onClick={() => challenges.decline(challenge)}>
          {words.challenge.decline}
        </Button>
      </div>
    </li>
  );
}

function Outgoing({ challenge, to, state }: OutgoingChallenge) {
  const challenges = useChallenges();
  const underWay = state === 'sending' || state === 'waiting';
  return (
    <li className={styles['card']} data-kind={underWay ? 'waiting' : 'final'}>
      <p>{words.challenge.outgoing[state](to)}</p>
      {underWay ? (
        <Button aria-label={words.challenge.cancelTo(to)} onClick={() => challenges.cancel(challenge)}>
          {words.challenge.cancel}
        </Button>
      ) : (
        <Button aria-label={words.challenge.dismissTo(to)} onClick={() => challenges.dismiss(challenge)}>
          {words.challenge.dismiss}
        </Button>
      )}
    </li>
  );
}
