import { meet, playMoves } from './support/game.ts';
import { DRAW, WIN_FOR_O, WIN_FOR_X } from './support/oracle.ts';
import { expect, test } from './support/test.ts';

test(
  'a whole game to a win for X: both screens show the same end',
  { tag: '@instances' },
  async ({ newPlayer }) => {
    const { x, o } = await meet(await newPlayer(), await newPlayer());
    await playMoves({ x, o }, WIN_FOR_X);
    await expect(x.status).toHaveText(/You won/);
    await expect(o.status).toHaveText(/You lost/);
    for (const { page } of [x, o]) {
      await expect(page.locator('[data-board][data-winning]')).toHaveCount(3);
      await expect(page.locator('[data-legal]')).toHaveCount(0);
    }
  },
);

test('a whole game to a win for O, with a free move in it', async ({ newPlayer }) => {
  const { x, o } = await meet(await newPlayer(), await newPlayer());
  await playMoves({ x, o }, WIN_FOR_O);
  await expect(x.status).toHaveText(/You lost/);
  await expect(o.status).toHaveText(/You won/);
});

test('a draw, with drawn local boards that count for nobody, ends on both screens', async ({ newPlayer }) => {
  const { x, o } = await meet(await newPlayer(), await newPlayer());
  await playMoves({ x, o }, DRAW);
  await expect(x.status).toHaveText(/Draw/);
  await expect(o.status).toHaveText(/Draw/);
});

test('the link shows its round trip, and the forced board is the only one lit', async ({ newPlayer }) => {
  const { x, o } = await meet(await newPlayer(), await newPlayer());
  await expect(x.page.getByTestId('round-trip')).toHaveText(/^\d+ ms$/);
  await x.play('40');
  await expect(o.page.locator('[data-forced]')).toHaveAttribute('data-board', '0');
  await expect(o.page.locator('[data-legal]')).toHaveCount(9);
  // It is not X's turn: nothing is playable there, and a click changes nothing.
  await expect(x.page.locator('[data-legal]')).toHaveCount(0);
  await x.cell('00').click({ force: true });
  await o.play('04');
  await expect(x.cell('04')).toHaveAttribute('data-mark', 'O');
  await expect(x.cell('00')).not.toHaveAttribute('data-mark');
});
