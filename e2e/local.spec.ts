import { DRAW, WIN_FOR_X } from './support/oracle.ts';
import type { Player } from './support/player.ts';
import { expect, test } from './support/test.ts';

async function playAll(player: Player, moves: string): Promise<void> {
  for (const move of moves.split(' ')) await player.play(move);
}

test('two on one device play a whole game, take a move back, and start again', async ({ newPlayer }) => {
  const both = await newPlayer({ fragment: '/#/local' });
  await both.play('40');
  await both.play('04');
  await both.button('Undo').click();
  await expect(both.cell('04')).not.toHaveAttribute('data-mark');
  await both.button('Undo').click();
  await playAll(both, WIN_FOR_X);
  await expect(both.status).toHaveText(/X won/);
  await both.button('Restart').click();
  await playAll(both, DRAW);
  await expect(both.status).toHaveText(/Draw/);
});

test('it is found from the first screen, and needs no service', async ({ newPlayer }) => {
  const both = await newPlayer();
  await both.context.setOffline(true);
  await both.page.getByRole('button', { name: 'Two players on this device' }).click();
  await both.play('44');
  await expect(both.cell('44')).toHaveAttribute('data-mark', 'X');
});
