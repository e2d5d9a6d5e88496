import type { Player } from '../../game/index.ts';
import { Mark } from '../parts/Mark.tsx';
import styles from './Tile.module.css';

/** What a local board looks like as a whole; the words for it are in its cells. */
export interface TileProps {
  readonly board: number;
  readonly state: 'open' | 'drawn' | Player;
  /** The next ply may be played here. */
  readonly lit: boolean;
  /** The next ply must be played here. */
  readonly forced: boolean;
  /** The move under the pointer would send the next player here. */
  readonly target: boolean;
  /** One of the three boards that won the game. */
  readonly winning: boolean;
}

/** The ground of a local board, below its cells. */
export function Tile({ board, state, lit, forced, target, winning }: TileProps) {
  return (
    <div
      className={styles['tile']}
      data-board={board}
      data-state={state}
      data-lit={lit ? '' : undefined}
      data-forced={forced ? '' : undefined}
      data-target={target ? '' : undefined}
      data-winning={winning ? '' : undefined}
    />
  );
}

/** The large mark of a finished local board, above its cells. */
export function Cover({ state, winning }: Pick<TileProps, 'state' | 'winning'>) {
  return (
    <div className={styles['cover']} data-state={state} data-winning={winning ? '' : undefined}>
      {(state === 'X' || state === 'O') && <Mark player={state} />}
    </div>
  );
}
