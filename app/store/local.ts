import type { StoreApi } from 'zustand/vanilla';
import type { Move, Position } from '../game/index.ts';

/** Two players on one device: the rules alone. */
export interface LocalState {
  readonly position: Position;
  readonly moves: readonly Move[];
  /** Plays for whoever's turn it is; a move that the rules refuse changes nothing. */
  play(move: Move): void;
  /** Takes the last ply back. */
  undo(): void;
  restart(): void;
}
export type LocalStore = StoreApi<LocalState>;
