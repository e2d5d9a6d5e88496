import type { ReactNode } from 'react';
import type { GameView } from '../../session/index.ts';
import type { Match } from '../../store/match.ts';
import { Button } from '../parts/Button.tsx';
import { useMatch } from '../stores.ts';
import { words } from '../words/index.ts';
import styles from './Offers.module.css';
import { WaysOn } from './Failure.tsx';
import { endingOf } from './status.ts';

interface OffersProps {
  readonly match: Match;
  readonly game: GameView;
}

/** What waits for an answer beside the board: a draw, a rematch, or the end of the session. */
export function Offers({ match, game }: OffersProps) {
  const { answerDraw, answerRematch } = useMatch();
  const { peer, session } = match;

  if (session.ended !== null) {
    const { title, text } = endingOf(session.ended, peer);
    return (
      <Card title={title} text={text}>
        <WaysOn peer={peer} />
      </Card>
    );
  }
  if (game.result === null) {
    if (game.drawOffer !== 'theirs') return null;
    return (
      <Card title={words.play.theyOfferDraw(peer)} text={words.play.theyOfferDrawMore}>
        <Button kind="main" onClick={() => answerDraw(true)}>
          {words.play.acceptDraw}
        </Button>
        <Button onClick={() => answerDraw(false)}>{words.play.declineDraw}</Button>
      </Card>
    );
  }
  if (game.rematch === 'theirs') {
    return (
      <Card title={words.play.rematchTheirs(peer)} text={words.play.rematchTheirsMore}>
        <Button kind="main" onClick={() => answerRematch(true)}>
          {words.play.acceptRematch}
        </Button>
        <Button onClick={() => answerRematch(false)}>{words.play.declineRematch}</Button>
      </Card>
    );
  }
  const said = words.play.rematchStates[game.rematch](peer);
  return said === null ? null : <p className={styles['said']}>{said}</p>;
}

function Card(props: { readonly title: string; readonly text: string; readonly children: ReactNode }) {
  return (
    <section className={styles['card']}>
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      <div className={styles['answers']}>{props.children}</div>
    </section>
  );
}
