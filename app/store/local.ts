import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Move, play, type Position, START } from '../game/index.ts';

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

export function createLocal(): LocalStore {
  /** The position before each ply played. */
  let past: readonly Position[] = [];
  return createStore((set, get) => ({
    position: START,
    moves: [],
    play(move) {
      const { position, moves } = get();
      const played = play(position, move);
      if (!played.ok) return;
      past = [...past, position];
      set({ position: played.value, moves: [...moves, move] });
    },
    undo() {
      const before = past.at(-1);
      if (before === undefined) return;
      past = past.slice(0, -1);
      set({ position: before, moves: get().moves.slice(0, -1) });
    },
    restart() {
      past = [];
      set({ position: START, moves: [] });
    },
  }));
}
