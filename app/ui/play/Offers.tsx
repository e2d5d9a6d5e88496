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
  onAnswered(): void;
}

/** What waits for an answer beside the board: a draw, a rematch, or the end of the session. */
export function Offers({ match, game, onAnswered }: OffersProps) {
  const { answerDraw, answerRematch } = useMatch();
  const { peer, session } = match;
  const reply = (answer: (accept: boolean) => void, accept: boolean) => {
    answer(accept);
    onAnswered();
  };

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
      <Card offer title={words.play.theyOfferDraw(peer)} text={words.play.theyOfferDrawMore}>
        <Button kind="main" onClick={() => reply(answerDraw, true)}>
          {words.play.acceptDraw}
        </Button>
        <Button onClick={() => reply(answerDraw, false)}>{words.play.declineDraw}</Button>
      </Card>
    );
  }
  if (game.rematch === 'theirs') {
    return (
      <Card offer title={words.play.rematchTheirs(peer)} text={words.play.rematchTheirsMore}>
        <Button kind="main" onClick={() => reply(answerRematch, true)}>
          {words.play.acceptRematch}
        </Button>
        <Button onClick={() => reply(answerRematch, false)}>{words.play.declineRematch}</Button>
      </Card>
    );
  }
  const said = words.play.rematchStates[game.rematch](peer);
  return said === null ? null : <p className={styles['said']}>{said}</p>;
}

interface CardProps {
  readonly title: string;
  readonly text: string;
  /** Whether the opponent waits for the answer. */
  readonly offer?: boolean;
  readonly children: ReactNode;
}

function Card({ title, text, offer = false, children }: CardProps) {
  return (
    <section className={styles['card']} data-offer={offer ? '' : undefined}>
      <h2>{title}</h2>
      <p>{text}</p>
      <div className={styles['answers']}>{children}</div>
    </section>
  );
}
