/** `npm run screenshots`: the pictures of the README, taken of the real thing. */
import { meet } from './support/game.ts';
import { DRAW } from './support/oracle.ts';
import { expect, test } from './support/test.ts';

const IMAGES = 'docs/images';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`pictures (${colorScheme})`, async ({ newPlayer }) => {
    const desk = await newPlayer({ colorScheme, viewport: { width: 1280, height: 800 } });
    const phone = await newPlayer({ colorScheme, viewport: { width: 390, height: 844 } });
    const { x, o } = await meet(desk, phone);
    const moves = DRAW.split(' ').slice(0, x === desk ? 24 : 25);
    for (const [ply, move] of moves.entries()) await (ply % 2 === 0 ? x : o).play(move);
    await expect(desk.status).toHaveText(/Your turn/);
    await desk.page.locator('[data-legal]').nth(2).hover();
    await expect(desk.page.getByTestId('round-trip')).toBeVisible();
    await desk.page.screenshot({ path: `${IMAGES}/game-${colorScheme}.png`, animations: 'disabled' });
    await phone.page.screenshot({ path: `${IMAGES}/phone-${colorScheme}.png`, animations: 'disabled' });
  });
}
