import type { GameView } from '../../session/index.ts';
import { Button } from '../parts/Button.tsx';
import { useMatch } from '../stores.ts';
import { words } from '../words/index.ts';
import { Card } from './Card.tsx';
import { claimStoryOf, rematchWords } from './claims.ts';
import styles from './Offers.module.css';

interface OffersProps {
  readonly peer: string;
  readonly game: GameView;
  /** Why it cannot be answered yet. */
  readonly obstacle: string | null;
  onAnswered(): void;
}

/** What waits for an answer beside the board: a draw, or another game. */
export function Offers({ peer, game, obstacle, onAnswered }: OffersProps) {
  const { answerDraw, answerRematch } = useMatch();
  const reply = (answer: (accept: boolean) => void, accept: boolean) => {
    answer(accept);
    onAnswered();
  };

  if (game.result === null) {
    if (game.drawOffer !== 'theirs') return null;
    return (
      <Card offer title={words.play.theyOfferDraw(peer)} text={words.play.theyOfferDrawMore}>
        <Button kind="main" obstacle={obstacle} onClick={() => reply(answerDraw, true)}>
          {words.play.acceptDraw}
        </Button>
        <Button obstacle={obstacle} onClick={() => reply(answerDraw, false)}>
          {words.play.declineDraw}
        </Button>
      </Card>
    );
  }
  const { theirs, theirsMore, accept, decline, states } = rematchWords(game);
  if (game.rematch === 'theirs') {
    return (
      <Card offer title={theirs(peer)} text={theirsMore}>
        <Button kind="main" obstacle={obstacle} onClick={() => reply(answerRematch, true)}>
          {accept}
        </Button>
        <Button obstacle={obstacle} onClick={() => reply(answerRematch, false)}>
          {decline}
        </Button>
      </Card>
    );
  }
  const said = states[game.rematch](peer);
  return said === null ? null : <p className={styles['said']}>{said}</p>;
}

/** How a claim has ended the game, where that takes more words than the status has room for. */
export function ClaimStory({ peer, game }: Pick<OffersProps, 'peer' | 'game'>) {
  const story = claimStoryOf(game, peer);
  return story === null ? null : <Card {...story} />;
}
