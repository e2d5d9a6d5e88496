import { meet, playMoves } from './support/game.ts';
import { WIN_FOR_X } from './support/oracle.ts';
import { expect, test } from './support/test.ts';

test('resigning asks first, then ends the game on both screens', async ({ newPlayer }) => {
  const { x, o } = await meet(await newPlayer(), await newPlayer());
  await x.play('40');
  await o.button('Resign').click();
  await o.button('Keep playing').click();
  await expect(x.status).toHaveText(/’s turn/);
  await o.button('Resign').click();
  await o.page.getByRole('dialog').getByRole('button', { name: 'Resign' }).click();
  await expect(o.status).toHaveText(/You lost/);
  await expect(x.status).toHaveText(/You won/);
  await expect(x.text(/resigned/)).toBeVisible();
});

test('a draw offer is declined, offered again after a move, and accepted', async ({ newPlayer }) => {
  const { x, o } = await meet(await newPlayer(), await newPlayer());
  await x.play('40');
  await o.button('Offer draw').click();
  await x.button('Decline').click();
  await expect(o.text('Your draw offer was declined.')).toBeVisible();
  await o.play('04');
  await x.play('41');
  await o.button('Offer draw').click();
  await x.button('Accept draw').click();
  await expect(x.status).toHaveText(/Draw/);
  await expect(o.status).toHaveText(/Draw/);
});

test('a rematch swaps the sides and starts from an empty board', async ({ newPlayer }) => {
  const { x, o } = await meet(await newPlayer(), await newPlayer());
  await playMoves({ x, o }, WIN_FOR_X);
  await x.button('Rematch').click();
  await o.button('Play again').click();
  await expect.poll(() => o.mark()).toBe('X');
  await expect.poll(() => x.mark()).toBe('O');
  await expect(x.page.locator('[data-mark][data-move]')).toHaveCount(0);
  await playMoves({ x: o, o: x }, WIN_FOR_X);
  await expect(o.status).toHaveText(/You won/);
});

test('a rematch that is declined is told', async ({ newPlayer }) => {
  const { x, o } = await meet(await newPlayer(), await newPlayer());
  await playMoves({ x, o }, WIN_FOR_X);
  await o.button('Rematch').click();
  await x.button('No, thanks').click();
  await expect(o.text(/does not want a rematch/)).toBeVisible();
});

test('a rematch offer is withdrawn when its sender leaves', async ({ newPlayer }) => {
  const { x, o } = await meet(await newPlayer(), await newPlayer());
  await playMoves({ x, o }, WIN_FOR_X);
  await x.button('Rematch').click();
  await expect(o.button('Play again')).toBeVisible();
  await x.button('Back to lobby').click();
  await expect(o.button('Play again')).toBeHidden();
  await expect(o.text(/left the game/)).toBeVisible();
  // The result of the game that was played stays readable.
  await expect(o.status).toHaveText(/You lost/);
});

test('the opponent closes the tab: it is said at once, with a way on', async ({ newPlayer }) => {
  const { x, o } = await meet(await newPlayer(), await newPlayer());
  await x.play('40');
  await x.page.close({ runBeforeUnload: true });
  await expect(o.text(/closed the page/)).toBeVisible();
  await o.button('Leave').click();
  await o.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await expect(o.page.getByRole('heading', { name: 'Challenge a friend' })).toBeVisible();
});

test('leaving a running game asks first, tells the other side, and frees both for the next game', async ({
  newPlayer,
}) => {
  const { x, o } = await meet(await newPlayer(), await newPlayer());
  await x.play('40');
  await o.button('Leave').click();
  await o.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await expect(x.text(/left the game/)).toBeVisible();
  await x.button('Back to lobby').click();
  const again = await meet(o, x);
  await again.x.play('80');
});

test('after a game the browser’s Back leads out, not round in a circle', async ({ newPlayer }) => {
  const ann = await newPlayer({ fragment: '/#/local' });
  await ann.button('Back').click();
  await meet(ann, await newPlayer());
  await ann.button('Leave').click();
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await expect(ann.page.getByRole('heading', { name: 'Challenge a friend' })).toBeVisible();
  for (let presses = 0; presses < 4 && !ann.page.url().endsWith('#/local'); presses += 1)
    await ann.page.goBack();
  expect(ann.page.url()).toMatch(/#\/local$/);
});
