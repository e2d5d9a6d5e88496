import { useState } from 'react';
import type { Absence as Away } from '../../session/index.ts';
import type { Connection, Match } from '../../store/match.ts';
import { useCountdown, useLasting } from '../clock.ts';
import { Button } from '../parts/Button.tsx';
import { Notice } from '../parts/Notice.tsx';
import { useMatch } from '../stores.ts';
import { words } from '../words/index.ts';
import { Card } from './Card.tsx';
import { claimSentence } from './claims.ts';

/** A page that is loaded again is back sooner, ms. */
const RELOAD_MS = 2_000;
/** Most links that drop are back sooner, ms. */
const REDIAL_MS = 8_000;

interface AbsenceProps {
  readonly match: Match;
  readonly shown: Connection;
  onAnswered(): void;
}

/** The other side is away while the game runs, and may come back: what the player can do. */
export function Absence({ match, shown, onAnswered }: AbsenceProps) {
  const { game, absence, ended, mayClaim } = match.session;
  const runs = game !== null && game.result === null && ended === null;
  const unlinked = shown.state === 'reconnecting' || shown.state === 'gone';
  const isAway = runs && unlinked && absence !== null && match.claimAt !== null;
  const lasting = useLasting(isAway, absence?.why === 'closed' ? RELOAD_MS : REDIAL_MS, false);
  if (absence === null || !isAway || !(lasting || mayClaim)) return null;
  return <Waiting match={match} absence={absence} onAnswered={onAnswered} />;
}

interface WaitingProps extends Omit<AbsenceProps, 'shown'> {
  readonly absence: Away;
}

function Waiting({ match, absence, onAnswered }: WaitingProps) {
  const [patient, setPatient] = useState(false);
  const [reopened, setReopened] = useState(false);
  const sentence = useClaimSentence(match);
  if (patient) {
    return (
      <Notice
        tone="wait"
        action={words.absence.decide}
        onAction={() => {
          setPatient(false);
          setReopened(true);
        }}
      >
        {words.absence.waits(match.peer)}.
      </Notice>
    );
  }
  const why = match.unrelayed ? words.absence.unrelayed : words.absence.more[absence.why];
  return (
    <Card title={words.absence.waits(match.peer)} text={`${why} ${sentence}`}>
      <ClaimButtons match={match} onClaimed={onAnswered} />
      <Button
        // The button that opened the card is gone; the harmless answer takes the focus.
        ref={reopened ? takeFocus : null}
        onClick={() => {
          setPatient(true);
          onAnswered();
        }}
      >
        {words.absence.keepWaiting}
      </Button>
    </Card>
  );
}

function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}

/** When the player may claim, counted down. */
export function useClaimSentence({ session, claimAt }: Match): string {
  return claimSentence(session, useCountdown(session.mayClaim ? null : claimAt));
}

/** Here before the time has come, so that none appears under a finger. */
export function ClaimButtons({ match, onClaimed }: { readonly match: Match; onClaimed(): void }) {
  const { claim } = useMatch();
  const obstacle = useClaimSentence(match);
  const claimAs = (as: 'win' | 'draw') => () => {
    claim(as);
    onClaimed();
  };
  return (
    <>
      <Button kind="main" obstacle={match.session.mayClaim ? null : obstacle} onClick={claimAs('win')}>
        {words.absence.claimWin}
      </Button>
      <Button obstacle={match.session.mayClaim ? null : obstacle} onClick={claimAs('draw')}>
        {words.absence.claimDraw}
      </Button>
    </>
  );
}
