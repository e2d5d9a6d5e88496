import { memo } from 'react';
import { type Move, type Player, printMove } from '../../game/index.ts';
import { Mark } from '../parts/Mark.tsx';
import styles from './Cell.module.css';

interface CellProps {
  readonly move: Move;
  readonly mark: Player | null;
  /** Whose mark a click would put here; `null` where nobody at this screen may play now. */
  readonly legalFor: Player | null;
  readonly isLast: boolean;
  /** In a finished board: steps back behind the large mark. */
  readonly isClosed: boolean;
  readonly isLit: boolean;
  /** The one cell that Tab reaches. */
  readonly isTabStop: boolean;
  readonly label: string;
  /** The id of the element that says where the move would send the next player. */
  readonly describedBy: string | undefined;
}

/** One cell of the grid. Its events are taken by the board. */
export const Cell = memo(function Cell(props: CellProps) {
  const { move, mark, legalFor, isLast, isClosed, isLit } = props;
  const shown = mark ?? legalFor;
  return (
    <button
      type="button"
      // A table could not be laid out as boards within a board, and a button brings Enter and Space with it.
      role="gridcell"
      className={styles['cell']}
      tabIndex={props.isTabStop ? 0 : -1}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-disabled={legalFor === null}
      data-move={printMove(move)}
      data-mark={mark ?? undefined}
      data-legal={legalFor === null ? undefined : ''}
      data-last={isLast ? '' : undefined}
      data-closed={isClosed ? '' : undefined}
      data-lit={isLit ? '' : undefined}
    >
      {shown !== null && <Mark player={shown} />}
    </button>
  );
});
