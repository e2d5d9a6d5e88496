import { expect, test } from './support/test.ts';
import type { Player } from './support/player.ts';

/** Presses Tab until the element with that name has the focus, as somebody without a mouse does. */
async function tabTo(player: Player, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    const label = await player.page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
    });
    if (name.test(label)) return;
    await player.page.keyboard.press('Tab');
  }
  throw new Error(`the focus never reached ${name}`);
}

test('from the first screen to moves on the board without a mouse', async ({ newPlayer }) => {
  const [ann, bob] = [await newPlayer(), await newPlayer()];
  const [annId, bobId] = [await ann.id(), await bob.id()];
  await ann.page.getByLabel('Their ID or link').focus();
  await ann.page.keyboard.type(bobId);
  await ann.page.keyboard.press('Enter');
  await expect(bob.button(`Accept the challenge of ${annId}`)).toBeVisible();
  await tabTo(bob, new RegExp(`Accept the challenge of ${annId}`));
  await bob.page.keyboard.press('Enter');

  const [x, o] = (await ann.mark()) === 'X' ? [ann, bob] : [bob, ann];
  await expect(x.status).toHaveText(/Your turn/);
  // The grid keeps one cell in the tab order; arrows move over the 9x9 as it is seen.
  await tabTo(x, /^Board \d/);
  await x.page.keyboard.press('Control+Home');
  await expect(x.cell('00')).toBeFocused();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight']) await x.page.keyboard.press(key);
  await expect(x.cell('31')).toBeFocused();
  await x.page.keyboard.press('Enter');
  await expect(o.cell('31')).toHaveAttribute('data-mark', 'X');

  await tabTo(o, /^Board \d/);
  await o.page.keyboard.press('Control+Home');
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await o.page.keyboard.press(key);
  await o.page.keyboard.press(' ');
  await expect(x.cell('10')).toHaveAttribute('data-mark', 'O');
});

test('what happens is told to a screen reader', async ({ newPlayer }) => {
  const [ann, bob] = [await newPlayer(), await newPlayer()];
  const [annId, bobId] = [await ann.id(), await bob.id()];
  await ann.challenge(bobId);
  await expect(bob.page.locator('[aria-live="assertive"]')).toContainText(`${annId} challenges you`);
  await bob.accept(annId);
  const [x, o] = (await ann.mark()) === 'X' ? [ann, bob] : [bob, ann];
  await x.play('40');
  await expect(o.page.locator('[aria-live="polite"]').filter({ hasText: 'played top left' })).toContainText(
    'in the centre board',
  );
  await expect(o.cell('04')).toHaveAccessibleName(
    /^Board 1 \(top left\), cell 5 \(centre\), empty, playable/,
  );
  await expect(o.cell('40')).toHaveAccessibleName(/X/);
});
