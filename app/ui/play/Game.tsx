import { useMemo, useReducer, useState } from 'react';
import { isLegal, type Move, turn } from '../../game/index.ts';
import type { GameView } from '../../session/index.ts';
import type { Match } from '../../store/match.ts';
import { Board } from '../board/Board.tsx';
import { describeSending, sendingOf, whyNot } from '../board/describe.ts';
import { KeyHint } from '../board/KeyHint.tsx';
import { Stage } from '../board/Stage.tsx';
import { Notice } from '../parts/Notice.tsx';
import { useMatch } from '../stores.ts';
import { words } from '../words/index.ts';
import { Actions } from './Actions.tsx';
import { Link } from './Link.tsx';
import { Offers } from './Offers.tsx';
import { Players } from './Players.tsx';
import { shownNotices } from './notices.ts';
import { useRefusal } from './refusal.ts';
import { statusOf } from './status.ts';
import { StatusLine } from './StatusLine.tsx';

interface GameProps {
  readonly match: Match;
  readonly game: GameView;
}

/** A game with another person: running, over, or with the other side gone. */
export function Game({ match, game }: GameProps) {
  const { play, dismissNotice } = useMatch();
  const [pointed, setPointed] = useState<Move | null>(null);
  const { peer, session } = match;
  const [refusal, refuse] = useRefusal(game.position);
  const [answers, countAnswer] = useReducer((count: number) => count + 1, 0);
  const running = game.result === null && session.ended === null;
  const myTurn = running && turn(game.position) === game.me;
  const sending = useMemo(
    () => (pointed === null || !myTurn ? null : sendingOf(game.position, pointed)),
    [pointed, myTurn, game.position],
  );

  function choose(move: Move) {
    if (myTurn && isLegal(game.position, move)) play(move);
    else refuse(whyNot(game.position, move, myTurn, running));
  }

  return (
    <Stage
      head={
        <>
          <h1 className="visually-hidden" tabIndex={-1}>
            {words.play.heading(peer)}
          </h1>
          <Players match={match} game={game} />
          <StatusLine
            status={statusOf(game, session.ended, peer)}
            preview={sending === null ? null : describeSending(sending)}
            refusal={refusal}
          />
        </>
      }
      board={
        <Board
          position={game.position}
          lastMove={game.moves.at(-1) ?? null}
          running={running}
          myTurn={myTurn}
          label={words.board.label(peer)}
          pointed={pointed}
          // The buttons of an answered offer are gone: the way on is the board.
          focusKey={`${game.id} ${answers}`}
          onPoint={setPointed}
          onChoose={choose}
        />
      }
      foot={
        <>
          {/* What comes and goes stands below the buttons, so that it never pushes them under a finger. */}
          <Actions match={match} game={game} />
          <Offers match={match} game={game} onAnswered={countAnswer} />
          {shownNotices(match.notices).map(({ key, tone, sentence }) => (
            <Notice key={key} tone={tone} action={words.notices.dismiss} onAction={() => dismissNotice(key)}>
              {sentence}
            </Notice>
          ))}
          <Link session={session} />
          {running && <KeyHint />}
        </>
      }
    />
  );
}
