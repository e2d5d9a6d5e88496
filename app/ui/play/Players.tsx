import type { ReactNode } from 'react';
import { opponent, type Player, turn } from '../../game/index.ts';
import type { GameView } from '../../session/index.ts';
import type { Connection, Match } from '../../store/match.ts';
import { Mark } from '../parts/Mark.tsx';
import { PlayerId } from '../parts/PlayerId.tsx';
import { useIdentity } from '../stores.ts';
import { words } from '../words/index.ts';
import { lookOf, seatWordOf } from './connection.ts';
import { LinkSign } from './LinkSign.tsx';
import styles from './Players.module.css';

interface PlayersProps {
  readonly match: Match;
  readonly game: GameView;
  readonly shown: Connection;
}

/** Who plays which mark, whether the other one is there, and how many games each has won in this session. */
export function Players({ match, game, shown }: PlayersProps) {
  const { id } = useIdentity();
  const { score } = match.session;
  const mover = game.result === null && match.session.ended === null ? turn(game.position) : null;
  const theirs = opponent(game.me);
  return (
    <section className={styles['room']} aria-label={words.play.players}>
      <ul className={styles['players']}>
        {id !== null && (
          <Seat id={id} mark={game.me} wins={score.mine} moves={mover === game.me}>
            {words.play.you}, {words.play.plays(game.me)}
          </Seat>
        )}
        <Seat id={match.peer} mark={theirs} wins={score.theirs} moves={mover === theirs}>
          <LinkSign look={lookOf(match, shown)} />
          {/* In the place of the mark, which stands beside it: a longer line would break, and move the board. */}
          {seatWordOf(match, shown) ?? words.play.plays(theirs)}
        </Seat>
      </ul>
    </section>
  );
}

interface SeatProps {
  readonly id: string;
  readonly mark: Player;
  readonly wins: number;
  /** Whether it is this player's turn. */
  readonly moves: boolean;
  /** Who this is, in a few words. */
  readonly children: ReactNode;
}

function Seat({ id, mark, wins, moves, children }: SeatProps) {
  return (
    <li className={styles['seat']} data-player={mark} data-moves={moves ? '' : undefined}>
      <span className={styles['mark']}>
        <Mark player={mark} />
      </span>
      <span className={styles['name']}>
        <span className={styles['id']}>
          <PlayerId id={id} />
        </span>
        <span className={styles['role']}>{children}</span>
      </span>
      <span className={styles['wins']} aria-hidden="true">
        {wins}
      </span>
      <span className="visually-hidden">{words.play.won(wins)}</span>
    </li>
  );
}
