import type { SessionEnd } from '../../session/index.ts';
import type { Match } from '../../store/match.ts';
import { Button } from '../parts/Button.tsx';
import { useMatch } from '../stores.ts';
import { words } from '../words/index.ts';
import { ClaimButtons, useClaimSentence } from './Absence.tsx';
import { BackToLobby } from './BackToLobby.tsx';
import { Card } from './Card.tsx';
import { WaysOn } from './Failure.tsx';
import { endingOf } from './status.ts';

interface EndedProps {
  readonly match: Match;
  readonly ended: SessionEnd;
  onAnswered(): void;
}

/** The session is over for good: why, and the ways on. */
export function Ended({ match, ended, onAnswered }: EndedProps) {
  const runs = match.session.game?.result === null;
  if (runs && match.claimAt !== null)
    return <LeftAlone match={match} ended={ended} onAnswered={onAnswered} />;
  if (runs && ended.reason === 'disputed' && !ended.closed) return <Disputed match={match} ended={ended} />;
  return (
    <Card {...endingOf(ended, match.peer)}>
      <WaysOn peer={match.peer} />
    </Card>
  );
}

/** They have left in the middle of the game, which can still be claimed. */
function LeftAlone({ match, ended, onAnswered }: EndedProps) {
  const { title } = endingOf(ended, match.peer);
  const sentence = useClaimSentence(match);
  return (
    <Card title={title} text={`${words.absence.more.left} ${sentence}`}>
      <ClaimButtons match={match} onClaimed={onAnswered} />
      <BackToLobby />
    </Card>
  );
}

function Disputed({ match, ended }: Omit<EndedProps, 'onAnswered'>) {
  const { endDisputed, leave } = useMatch();
  return (
    <Card {...endingOf(ended, match.peer)}>
      <Button kind="main" onClick={() => endDisputed()}>
        {words.dispute.end}
      </Button>
      <Button onClick={() => leave()}>{words.dispute.leave}</Button>
    </Card>
  );
}
