import { useState } from 'react';
import type { GameView } from '../../session/index.ts';
import type { Match } from '../../store/match.ts';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { useMatch, useTabs } from '../stores.ts';
import { words } from '../words/index.ts';
import { BackToLobby } from './BackToLobby.tsx';
import { rematchWords } from './claims.ts';
import { obstacleOf } from './connection.ts';
import styles from './Actions.module.css';

interface ActionsProps {
  readonly match: Match;
  readonly game: GameView;
}

/**
 * What a player may do beside moving. Nothing here while the session is over: its card has the ways on.
 *
 * Two components, so that a question left open at the end of one game does not stand in the next, and no button
 * turns into another one under the focus of the keyboard.
 */
export function Actions({ match, game }: ActionsProps) {
  if (match.session.ended !== null) return null;
  return game.result === null ? (
    <WhileRunning match={match} game={game} />
  ) : (
    <AfterGame match={match} game={game} />
  );
}

function WhileRunning({ match: { peer, kept, session }, game }: ActionsProps) {
  const obstacle = obstacleOf(session);
  const { offerDraw, resign, leave } = useMatch();
  const { lasting } = useTabs();
  const [asking, setAsking] = useState<'resign' | 'leave' | null>(null);
  const answered = () => setAsking(null);
  return (
    <div className={styles['actions']}>
      <Button blocked={!game.mayOfferDraw} obstacle={obstacle} onClick={() => offerDraw()}>
        {game.drawOffer === 'mine' ? words.play.drawOffered : words.play.offerDraw}
      </Button>
      <Button obstacle={obstacle} onClick={() => setAsking('resign')}>
        {words.play.resign}
      </Button>
      <Button onClick={() => setAsking('leave')}>{words.play.leave}</Button>
      {asking === 'resign' && (
        <Confirm
          title={words.play.resignTitle}
          text={words.play.resignMore(peer)}
          yes={words.play.resign}
          no={words.play.keepPlaying}
          onNo={answered}
          onYes={resign}
        />
      )}
      {asking === 'leave' && (
        <Confirm
          title={words.play.leaveTitle}
          text={
            kept && lasting
              ? `${words.play.leaveMore(peer)} ${words.play.leaveKept}`
              : words.play.leaveMore(peer)
          }
          yes={words.play.leave}
          no={words.play.keepPlaying}
          onNo={answered}
          onYes={leave}
        />
      )}
    </div>
  );
}

function AfterGame({ match: { peer, session }, game }: ActionsProps) {
  const { offerRematch } = useMatch();
  return (
    <div className={styles['actions']}>
      {/* Stays, blocked, once it was pressed: it has the focus. With an offer of theirs it is a yes, and stays too: nothing
          else must come under a finger that is on its way. */}
      <Button
        kind="main"
        blocked={!game.mayOfferRematch && game.rematch !== 'theirs'}
        obstacle={game.provisional ? words.claim.unsettled(peer) : obstacleOf(session)}
        onClick={() => offerRematch()}
      >
        {rematchWords(game).offer}
      </Button>
      <BackToLobby />
    </div>
  );
}
