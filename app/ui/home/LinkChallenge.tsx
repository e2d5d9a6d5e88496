import { useEffect, useRef } from 'react';
import { Button } from '../parts/Button.tsx';
import { useChallenges, useIdentity, useObstacle, useRoute } from '../stores.ts';
import { words } from '../words/index.ts';
import styles from './LinkChallenge.module.css';

/** The page was opened by the link of a player: nothing is sent before the person says so. */
export function LinkChallenge({ to }: { readonly to: string }) {
  const { id } = useIdentity();
  const obstacle = useObstacle();
  const challenges = useChallenges();
  const { redirect } = useRoute();
  const own = id === to;
  const heading = useRef<HTMLHeadingElement>(null);
  // A link that is opened in a page which is open already shows up above what is being looked at.
  useEffect(() => heading.current?.focus(), []);
  // The link has done its work: Back leads to where the person came from.
  const close = () => redirect({ name: 'home', challenge: null });

  return (
    <section className={styles['card']}>
      <h2 ref={heading} tabIndex={-1}>
        {own ? words.challenge.linkOwnTitle : words.challenge.linkTitle(to)}
      </h2>
      <p>{own ? words.challenge.linkOwnMore : words.challenge.linkMore}</p>
      <div className={styles['answers']}>
        {own ? (
          <Button onClick={close}>{words.identity.ok}</Button>
        ) : (
          <>
            <Button
              kind="main"
              obstacle={obstacle}
              onClick={() => {
                challenges.challenge(to);
                close();
              }}
            >
              {words.challenge.send}
            </Button>
            <Button onClick={close}>{words.challenge.notNow}</Button>
          </>
        )}
      </div>
    </section>
  );
}
