import { type KeyboardEvent, type SyntheticEvent, useEffect, useId, useRef, useState } from 'react';
import {
  boardOf,
  boardOutcome,
  cellAt,
  forcedBoard,
  isBoardOpen,
  isLegal,
  type Move,
  moveOf,
  outcome,
  play,
  type Position,
  printMove,
  turn,
} from '../../game/index.ts';
import { Cell } from './Cell.tsx';
import { describeCell, describeSending, type Sending, sendingOf } from './describe.ts';
import { moveAtSquare, moveOnKey } from './navigate.ts';
import { Cover, Tile, type TileProps } from './Tile.tsx';
import styles from './Board.module.css';

interface BoardProps {
  readonly position: Position;
  readonly lastMove: Move | null;
  /** Whether anybody may still move. A game can end with the position open: by resignation, or by a claim. */
  readonly running: boolean;
  /** Whether the person at this screen may make the next move. */
  readonly mayPlay: boolean;
  readonly label: string;
  /** The cell that the pointer or the focus of the keyboard is on. */
  readonly pointed: Move | null;
  /** Whenever this changes, and at first, the focus goes to the board. Leave it out to leave the focus alone. */
  readonly focusKey?: string;
  onPoint(move: Move | null): void;
  /** A cell was chosen. It may be one that cannot be played: the rules decide, and say why not. */
  onChoose(move: Move): void;
}

/** Nine of everything: local boards, rows, columns. */
const INDEXES = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
const CENTRE: Move = 40;
const SENDINGS: readonly Sending[] = [...INDEXES, 'any', 'end'];

/** The whole board: a grid of 9 rows by 9 columns, with the nine local boards drawn beneath and above it. */
export function Board(props: BoardProps) {
  const { position, running, mayPlay, pointed, focusKey, onPoint, onChoose } = props;
  const [tabStop, setTabStop] = useState<Move>(CENTRE);
  const grid = useRef<HTMLDivElement>(null);
  const sendings = useId();
  const player = turn(position);
  const tiles = tilesOf(position, running, pointed !== null && mayPlay ? pointed : null);

  useEffect(() => {
    if (focusKey !== undefined) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [focusKey]);

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const from = moveUnder(event);
    if (from === null || event.altKey || event.metaKey) return;
    const to = moveOnKey(from, event.key, event.ctrlKey, forcedBoard(position));
    if (to === null) return;
    event.preventDefault();
    setTabStop(to);
    cellElement(grid.current, to)?.focus();
  }

  function cellAtMove(move: Move) {
    const legal = isLegal(position, move);
    const playable = mayPlay && legal;
    const sending = playable ? sendingOf(position, move) : null;
    const isLast = move === props.lastMove;
    return (
      <Cell
        key={move}
        move={move}
        mark={cellAt(position, move)}
        legalFor={playable ? player : null}
        isLast={isLast}
        isClosed={!isBoardOpen(position, boardOf(move))}
        isLit={running && legal}
        isTabStop={move === tabStop}
        label={describeCell(position, move, playable, isLast)}
        describedBy={sending === null ? undefined : `${sendings}${sending}`}
      />
    );
  }

  return (
    <div className={styles['board']} data-testid="board" data-turn={player}>
      <div className={styles['tiles']} aria-hidden="true">
        {tiles.map((tile) => (
          <Tile key={tile.board} {...tile} />
        ))}
      </div>
      <div
        ref={grid}
        role="grid"
        tabIndex={-1}
        aria-label={props.label}
        className={styles['grid']}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const move = moveUnder(event);
          if (move !== null) onChoose(move);
        }}
        onFocus={(event) => {
          const move = moveUnder(event);
          if (move === null) return;
          setTabStop(move);
          if (event.target.matches(':focus-visible')) onPoint(move);
        }}
        onBlur={() => onPoint(null)}
        onPointerOver={(event) => {
          if (event.pointerType !== 'touch') onPoint(moveUnder(event));
        }}
        onPointerLeave={() => onPoint(null)}
      >
        {INDEXES.map((row) => (
          <div key={row} role="row" className={styles['row']}>
            {INDEXES.map((column) => cellAtMove(moveAtSquare(row, column)))}
          </div>
        ))}
      </div>
      <div className={styles['covers']} aria-hidden="true">
        {tiles.map((tile) => (
          <Cover key={tile.board} state={tile.state} winning={tile.winning} />
        ))}
      </div>
      <div hidden>
        {SENDINGS.map((sending) => (
          <span key={sending} id={`${sendings}${sending}`}>
            {describeSending(sending)}
          </span>
        ))}
      </div>
    </div>
  );
}

function tilesOf(position: Position, running: boolean, pointed: Move | null): readonly TileProps[] {
  const result = outcome(position);
  const line: readonly number[] = result !== null && result.winner !== null ? result.line : [];
  const next = pointed === null ? null : play(position, pointed);
  return INDEXES.map((board) => {
    const closed = boardOutcome(position, board);
    return {
      board,
      state: closed === null ? 'open' : (closed.winner ?? 'drawn'),
      lit: running && isPlayable(position, board),
      forced: running && forcedBoard(position) === board,
      target: next !== null && next.ok && isPlayable(next.value, board),
      winning: line.includes(board),
    };
  });
}

function isPlayable(position: Position, board: number): boolean {
  const forced = forcedBoard(position);
  return outcome(position) === null && isBoardOpen(position, board) && (forced ?? board) === board;
}

/** The cell that an event of the grid is about, read back from its `data-move`. */
function moveUnder(event: SyntheticEvent<HTMLElement>): Move | null {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-move]') : null;
  const [board, square] = cell?.dataset['move'] ?? [];
  return board === undefined || square === undefined ? null : moveOf(Number(board), Number(square));
}

function cellElement(grid: HTMLElement | null, move: Move): HTMLElement | null {
  return grid?.querySelector<HTMLElement>(`[data-move="${printMove(move)}"]`) ?? null;
}
