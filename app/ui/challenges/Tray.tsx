import { useEffect, useLayoutEffect, useRef } from 'react';
import { type IncomingChallenge, isOpen, type OutgoingChallenge } from '../../store/challenges.ts';
import { Button } from '../parts/Button.tsx';
import { useChallenges, useObstacle, usePrivacy } from '../stores.ts';
import { useTakenBack } from './takenBack.ts';
import { words } from '../words/index.ts';
import styles from './Tray.module.css';

/** How long the screen tells what became of a challenge, ms. */
const FINAL_MS = 10_000;

/** Challenges from and to others, over the foot of every screen, so that one that comes in moves nothing. */
export function Tray({ onlyIncoming }: { readonly onlyIncoming: boolean }) {
  const { incoming, outgoing, dismiss } = useChallenges();
  useOneFinal(outgoing, dismiss);
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

/** Keeps, of the challenges that have come to an end, only the one that did so last. */
function useOneFinal(outgoing: readonly OutgoingChallenge[], dismiss: (challenge: string) => void): void {
  const known = useRef<readonly string[]>([]);
  useLayoutEffect(() => {
    const finals = outgoing.filter((one) => !isOpen(one)).map(({ challenge }) => challenge);
    const newest = finals.findLast((challenge) => !known.current.includes(challenge));
    known.current = finals;
    if (newest === undefined) return;
    for (const challenge of finals) if (challenge !== newest) dismiss(challenge);
  }, [outgoing, dismiss]);
}

function Incoming({ challenge, from }: IncomingChallenge) {
  const challenges = useChallenges();
  const answered = useTakenBack(from);
  const obstacle = useObstacle();
  const { hidden } = usePrivacy();
  return (
    <li className={styles['card']} data-kind="incoming">
      <h2 className={styles['who']}>{words.challenge.incoming(from)}</h2>
      <p className={styles['more']}>
        {obstacle ?? (hidden ? words.challenge.incomingHidden : words.challenge.incomingMore)}
      </p>
      <div className={styles['answers']}>
        <Button
          kind="main"
          obstacle={obstacle}
          aria-label={words.challenge.acceptFrom(from)}
          onClick={() => {
            answered();
            challenges.accept(challenge);
          }}
        >
          {words.challenge.accept}
        </Button>
        <Button
          aria-label={words.challenge.declineFrom(from)}
          onClick={() => {
            answered();
            challenges.decline(challenge);
          }}
        >
          {words.challenge.decline}
        </Button>
      </div>
    </li>
  );
}

function Outgoing(outgoing: OutgoingChallenge) {
  const { challenge, to, state } = outgoing;
  const { cancel, dismiss } = useChallenges();
  const underWay = isOpen(outgoing);

  useEffect(() => {
    if (underWay) return undefined;
    const timer = setTimeout(() => dismiss(challenge), FINAL_MS);
    return () => clearTimeout(timer);
  }, [underWay, challenge, dismiss]);

  return (
    <li className={styles['card']} data-kind={underWay ? 'waiting' : 'final'}>
      <p>{words.challenge.outgoing[state](to)}</p>
      {underWay ? (
        <Button aria-label={words.challenge.cancelTo(to)} onClick={() => cancel(challenge)}>
          {words.challenge.cancel}
        </Button>
      ) : (
        <Button aria-label={words.challenge.dismissTo(to)} onClick={() => dismiss(challenge)}>
          {words.challenge.dismiss}
        </Button>
      )}
    </li>
  );
}
