import { useMemo, useReducer, useState } from 'react';
import { isLegal, type Move, turn } from '../../game/index.ts';
import type { GameView } from '../../session/index.ts';
import type { Match } from '../../store/match.ts';
import { Board } from '../board/Board.tsx';
import { describeSending, sendingOf, whyNot } from '../board/describe.ts';
import { KeyHint } from '../board/KeyHint.tsx';
import { Stage } from '../board/Stage.tsx';
import { useLasting } from '../clock.ts';
import { Notice } from '../parts/Notice.tsx';
import { useMatch, useTabs } from '../stores.ts';
import { words } from '../words/index.ts';
import { Absence } from './Absence.tsx';
import { Actions } from './Actions.tsx';
import { holdOf, obstacleOf, useShownConnection } from './connection.ts';
import { ConnectionLine } from './ConnectionLine.tsx';
import { Ended } from './Ended.tsx';
import { ClaimStory, Offers } from './Offers.tsx';
import { Players } from './Players.tsx';
import { shownNotices } from './notices.ts';
import { useRefusal } from './refusal.ts';
import { statusOf } from './status.ts';
import { StatusLine } from './StatusLine.tsx';
import { Unrelayed } from './Unrelayed.tsx';

/** Catching up that is over sooner is not told, ms. */
const CATCHING_UP_MS = 1_000;

interface GameProps {
  readonly match: Match;
  readonly game: GameView;
}

/** A game with another person: running, over, or with the other side gone. */
export function Game({ match, game }: GameProps) {
  const { play, dismissNotice } = useMatch();
  const { lasting } = useTabs();
  const [pointed, setPointed] = useState<Move | null>(null);
  const { peer, session } = match;
  const [refusal, refuse] = useRefusal(game.position);
  const [answers, countAnswer] = useReducer((count: number) => count + 1, 0);
  const shown = useShownConnection(match.connection);
  /** How many moves there were after the last one that was made without a link. */
  const [playedUnlinked, setPlayedUnlinked] = useState<number | null>(null);
  if (playedUnlinked !== null && session.link === 'open') setPlayedUnlinked(null);
  const { mayPlay } = game;
  const running = game.result === null && session.ended === null;
  const myTurn = running && turn(game.position) === game.me;
  const catchingUp = useLasting(myTurn && !mayPlay, CATCHING_UP_MS);
  const sending = useMemo(
    () => (pointed === null || !mayPlay ? null : sendingOf(game.position, pointed)),
    [pointed, mayPlay, game.position],
  );

  function choose(move: Move) {
    if (mayPlay && isLegal(game.position, move)) {
      if (session.link === 'down') setPlayedUnlinked(game.moves.length + 1);
      play(move);
    } else if (myTurn && !mayPlay) refuse(words.board.catchingUp);
    else refuse(whyNot(game.position, move, myTurn, running));
  }

  return (
    <Stage
      head={
        <>
          <h1 className="visually-hidden" tabIndex={-1}>
            {words.play.heading(peer)}
          </h1>
          <Players match={match} game={game} shown={shown} />
          <StatusLine
            status={statusOf(game, session.ended, peer, holdOf(match, shown, catchingUp))}
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
          mayPlay={mayPlay}
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
          <ConnectionLine match={match} shown={shown} moved={playedUnlinked === game.moves.length} />
          <Unrelayed match={match} />
          {session.ended === null ? (
            <>
              <Offers peer={peer} game={game} obstacle={obstacleOf(session)} onAnswered={countAnswer} />
              <ClaimStory peer={peer} game={game} />
              <Absence match={match} shown={shown} onAnswered={countAnswer} />
            </>
          ) : (
            <Ended match={match} ended={session.ended} onAnswered={countAnswer} />
          )}
          {shownNotices(match.notices).map(({ key, tone, sentence }) => (
            <Notice key={key} tone={tone} action={words.notices.dismiss} onAction={() => dismissNotice(key)}>
              {sentence}
            </Notice>
          ))}
          {running && !match.kept && <Notice tone="info">{words.storage.notKept}</Notice>}
          {running && match.kept && !lasting && <Notice tone="info">{words.storage.keptByTab}</Notice>}
          {running && <KeyHint />}
        </>
      }
    />
  );
}
