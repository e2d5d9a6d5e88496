import { meet } from './support/game.ts';
import { expect, test } from './support/test.ts';

test('a reload keeps the ID, and "New ID" draws another one', async ({ newPlayer }) => {
  const ann = await newPlayer();
  const id = await ann.id();
  expect(id).toMatch(/^[a-z]+-[a-z]+-[a-z]+$/);
  await ann.page.reload();
  expect(await ann.id()).toBe(id);
  await ann.button('New ID').click();
  await expect(ann.page.getByTestId('my-id')).not.toHaveText(id);
  const next = await ann.id();
  await ann.page.reload();
  expect(await ann.id()).toBe(next);
});

test('an ID that somebody else holds is replaced by itself, and shown', async ({
  newPlayer,
  newStockPeer,
}) => {
  const holder = await newStockPeer('rare-geckos-jam');
  await expect.poll(() => holder.events()).toContain('open rare-geckos-jam');
  const ann = await newPlayer();
  await ann.online();
  await ann.page.evaluate(() => {
    const token = '0'.repeat(32);
    localStorage.setItem('uttt:identity', JSON.stringify({ id: 'rare-geckos-jam', token }));
  });
  await ann.page.reload();
  await expect(ann.text(/rare-geckos-jam could not be kept for you/)).toBeVisible();
  expect(await ann.id()).not.toBe('rare-geckos-jam');
});

test('the ID can be copied, shared as a link, and scanned', async ({ newPlayer, server }) => {
  const ann = await newPlayer();
  const id = await ann.id();
  await ann.button('Copy ID').click();
  await expect.poll(() => ann.page.evaluate(() => navigator.clipboard.readText())).toBe(id);
  await ann.button('Share link').click();
  await expect
    .poll(() => ann.page.evaluate(() => navigator.clipboard.readText()))
    .toBe(`${server.url}/#/c/${id}`);
  await ann.button('QR code').click();
  await expect(ann.page.getByRole('img', { name: 'QR code of your link' })).toBeVisible();
});

test('denied storage still plays, and says that a reload draws a new ID', async ({ newPlayer }) => {
  const ann = await newPlayer();
  await ann.page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await ann.page.reload();
  await ann.online();
  await expect(ann.text(/This browser keeps nothing for this page/)).toBeVisible();
});

test('the ID stays during a game, and a new one afterwards takes leave of the old one at once', async ({
  newPlayer,
  newServer,
}) => {
  // Who does not take leave stays in the lobby for longer than this story waits.
  const { url } = await newServer({ PRESENCE_GRACE_MS: '60000' });
  const [ann, bob] = [await newPlayer({ url }), await newPlayer({ url })];
  const annId = await ann.id();
  const { x } = await meet(ann, bob);
  await ann.page.getByRole('link', { name: /home/ }).click();
  await expect(ann.button('New ID')).toHaveAttribute('aria-disabled', 'true');
  await ann.button('Back to the game').click();
  await x.play('40');
  await ann.button('Leave').click();
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await bob.button('Back to lobby').click();
  await expect(bob.page.getByRole('listitem').filter({ hasText: annId })).toContainText('Available');
  await ann.button('New ID').click();
  await expect(bob.page.getByRole('listitem').filter({ hasText: annId })).toBeHidden();
  await expect(bob.page.getByRole('listitem').filter({ hasText: await ann.id() })).toContainText('Available');
});
