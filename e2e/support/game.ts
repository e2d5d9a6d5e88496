/** From two open pages to a running game, and through one. */
import type { Player } from './player.ts';
import { expect } from './test.ts';

export interface Sides {
  readonly x: Player;
  readonly o: Player;
}

/** The first player challenges the second by ID, who accepts. */
export async function meet(challenger: Player, challenged: Player): Promise<Sides> {
  const [from, to] = await Promise.all([challenger.id(), challenged.id()]);
  await challenger.challenge(to);
  await challenged.accept(from);
  return sides(challenger, challenged);
}

/** Waits until both see the board, and tells who is who. */
export async function sides(one: Player, other: Player): Promise<Sides> {
  const [mark, otherMark] = await Promise.all([one.mark(), other.mark()]);
  expect([mark, otherMark].toSorted()).toEqual(['O', 'X']);
  return mark === 'X' ? { x: one, o: other } : { x: other, o: one };
}

/** Plays the moves in turn, X first, each on the screen of whoever's turn it is, and compares the boards at the end. */
export async function playMoves({ x, o }: Sides, moves: string): Promise<void> {
  for (const [ply, move] of moves.split(' ').entries()) {
    const [mover, waiter] = ply % 2 === 0 ? [x, o] : [o, x];
    await mover.play(move);
    await expect(waiter.cell(move)).toHaveAttribute('data-mark', ply % 2 === 0 ? 'X' : 'O');
  }
  expect(await x.marks()).toBe(await o.marks());
}
