import type { Connection, Match } from '../../store/match.ts';
import { useCountdown } from '../clock.ts';
import { Button } from '../parts/Button.tsx';
import { useMatch } from '../stores.ts';
import { words } from '../words/index.ts';
import { linkLineOf, lookOf } from './connection.ts';
import styles from './ConnectionLine.module.css';
import { LinkSign } from './LinkSign.tsx';

interface ConnectionLineProps {
  readonly match: Match;
  readonly shown: Connection;
  /** Whether the last move was made here without a link. */
  readonly moved: boolean;
}

/**
 * How the two browsers stand with each other, and the games that nobody won, which have no seat to stand in. It is as
 * high with a button as without, so that it moves nothing.
 */
export function ConnectionLine({ match, shown, moved }: ConnectionLineProps) {
  const { reconnectNow } = useMatch();
  const { roundTripMs, score, ended } = match.session;
  const retrying =
    ended === null && (shown.state === 'reconnecting' || shown.state === 'gone') ? shown : null;
  // A countdown that has run out says that the try begins.
  const left = useCountdown(retrying?.retryAt ?? null);
  const seconds = left === 0 ? null : left;
  const { text, hint } = linkLineOf(match, shown, seconds, moved);
  return (
    <div
      className={styles['line']}
      data-testid="connection"
      data-state={ended === null ? shown.state : 'closed'}
    >
      <LinkSign look={lookOf(match, shown)} />
      <div>
        <p className={styles['text']}>
          {text}
          {shown.state === 'playing' && ended === null && roundTripMs !== null && (
            <>
              {' · '}
              <span className={styles['round-trip']} data-testid="round-trip">
                {words.link.milliseconds(roundTripMs)}
              </span>
            </>
          )}
          {score.drawn > 0 && ` · ${words.play.drawn(score.drawn)}`}
        </p>
        {hint !== null && <p>{hint}</p>}
      </div>
      {retrying !== null && (
        // Blocked, not gone, while a try is under way: it may have the focus.
        <Button blocked={seconds === null} onClick={() => reconnectNow()}>
          {words.link.tryNow}
        </Button>
      )}
    </div>
  );
}
