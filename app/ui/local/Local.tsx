import { useState } from 'react';
import { isLegal, type Move, outcome } from '../../game/index.ts';
import { Board } from '../board/Board.tsx';
import { describeSending, sendingOf, whyNot } from '../board/describe.ts';
import { KeyHint } from '../board/KeyHint.tsx';
import { Stage } from '../board/Stage.tsx';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { useRefusal } from '../play/refusal.ts';
import { localStatusOf } from '../play/status.ts';
import { StatusLine } from '../play/StatusLine.tsx';
import { useLocal, useRoute } from '../stores.ts';
import { words } from '../words/index.ts';
import styles from './Local.module.css';

/** Two players who pass one device back and forth. */
export function Local() {
  const local = useLocal();
  const { go } = useRoute();
  const [pointed, setPointed] = useState<Move | null>(null);
  const [asking, setAsking] = useState(false);
  const { position, moves } = local;
  const [refusal, refuse] = useRefusal(position);
  const running = outcome(position) === null;
  const sending = pointed === null ? null : sendingOf(position, pointed);

  function choose(move: Move) {
    if (isLegal(position, move)) local.play(move);
    else refuse(whyNot(position, move, running, running));
  }

  return (
    <Stage
      head={
        <>
          <h1 className={styles['heading']} tabIndex={-1}>
            {words.local.title}
          </h1>
          <StatusLine
            status={localStatusOf(position)}
            preview={sending === null ? null : describeSending(sending)}
            refusal={refusal}
          />
        </>
      }
      board={
        <Board
          position={position}
          lastMove={moves.at(-1) ?? null}
          running={running}
          mayPlay={running}
          label={words.board.localLabel}
          pointed={pointed}
          onPoint={setPointed}
          onChoose={choose}
        />
      }
      foot={
        <>
          <div className={styles['actions']}>
            <Button icon="undo" blocked={moves.length === 0} onClick={() => local.undo()}>
              {words.local.undo}
            </Button>
            <Button
              icon="reroll"
              blocked={moves.length === 0}
              kind={running ? 'side' : 'main'}
              onClick={() => (running ? setAsking(true) : local.restart())}
            >
              {words.local.restart}
            </Button>
            <Button icon="back" onClick={() => go({ name: 'home', challenge: null })}>
              {words.local.back}
            </Button>
            {asking && (
              <Confirm
                title={words.local.restartTitle}
                text={words.local.restartMore}
                yes={words.local.restart}
                no={words.play.keepPlaying}
                onNo={() => setAsking(false)}
                onYes={() => {
                  setAsking(false);
                  local.restart();
                }}
              />
            )}
          </div>
          {running && <KeyHint />}
        </>
      }
    />
  );
}
