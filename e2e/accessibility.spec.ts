import { AxeBuilder } from '@axe-core/playwright';
import { meet, playMoves } from './support/game.ts';
import { WIN_FOR_X } from './support/oracle.ts';
import type { Player } from './support/player.ts';
import { expect, test } from './support/test.ts';

async function expectAccessible(player: Player): Promise<void> {
  // Halfway through a fade, a colour is none of ours. A spinner never ends, and is not waited for.
  await player.page.evaluate(async () => {
    const fades = document
      .getAnimations()
      .filter((one) => one.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(fades.map((one) => one.finished));
  });
  const { violations } = await new AxeBuilder({ page: player.page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any screen (${colorScheme})`, async ({ newPlayer }) => {
    const [ann, bob] = [await newPlayer({ colorScheme }), await newPlayer({ colorScheme })];
    const [annId, bobId] = [await ann.id(), await bob.id()];
    await expectAccessible(ann);
    await ann.button('QR code').click();
    await expectAccessible(ann);
    await ann.page.keyboard.press('Escape');
    await ann.challenge('calm-nobodies-sing');
    await expect(ann.text(/Nobody with the ID/)).toBeVisible();
    await ann.challenge(bobId);
    await expect(bob.button(`Accept the challenge of ${annId}`)).toBeVisible();
    await expectAccessible(ann);
    await expectAccessible(bob);
    await bob.decline(annId);

    const { x, o } = await meet(ann, bob);
    await x.play('40');
    await expectAccessible(x);
    await expectAccessible(o);
    await o.button('Resign').click();
    await expectAccessible(o);
    await o.page.keyboard.press('Escape');
    await o.button('Offer draw').click();
    await x.button('Decline').click();
    await expectAccessible(x);
    await o.button('Resign').click();
    await o.page.getByRole('dialog').getByRole('button', { name: 'Resign' }).click();
    await x.button('Rematch').click();
    await expect(o.button('Play again')).toBeVisible();
    await expectAccessible(x);
    await expectAccessible(o);
    await o.button('Play again').click();
    await expect.poll(() => o.mark()).toBe('X');
    await playMoves({ x: o, o: x }, WIN_FOR_X);
    await expectAccessible(x);
    await x.button('Back to lobby').click();
    await expect(o.text(/left the game/)).toBeVisible();
    await expectAccessible(o);
  });

  test(`axe finds nothing on the other ways in (${colorScheme})`, async ({ newPlayer }) => {
    const linked = await newPlayer({ colorScheme, fragment: '/#/c/rare-geckos-jam' });
    await linked.online();
    await expectAccessible(linked);
    const local = await newPlayer({ colorScheme, fragment: '/#/local' });
    await local.play('44');
    await expectAccessible(local);
  });
}
