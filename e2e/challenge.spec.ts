import { meet, sides } from './support/game.ts';
import { expect, test } from './support/test.ts';

test('a challenge that is declined is told, and starts nothing', async ({ newPlayer }) => {
  const [ann, bob] = [await newPlayer(), await newPlayer()];
  const [annId, bobId] = [await ann.id(), await bob.id()];
  await ann.challenge(bobId);
  await expect(ann.text(`Waiting for ${bobId}…`)).toBeVisible();
  await bob.decline(annId);
  await expect(ann.text(`${bobId} declined.`)).toBeVisible();
  await expect(ann.board).toBeHidden();
});

test(
  'a challenge that is cancelled vanishes from the other screen',
  { tag: '@instances' },
  async ({ newPlayer }) => {
    const [ann, bob] = [await newPlayer(), await newPlayer()];
    const [annId, bobId] = [await ann.id(), await bob.id()];
    await ann.challenge(bobId);
    await expect(bob.button(`Accept the challenge of ${annId}`)).toBeVisible();
    await ann.button(`Cancel the challenge to ${bobId}`).click();
    await expect(bob.button(`Accept the challenge of ${annId}`)).toBeHidden();
  },
);

test('a challenge to nobody is told, and bad input at once', { tag: '@instances' }, async ({ newPlayer }) => {
  const ann = await newPlayer();
  const annId = await ann.id();
  await ann.challenge('calm-nobodies-sing');
  await expect(ann.text(/Nobody with the ID calm-nobodies-sing is here/)).toBeVisible();
  await ann.challenge('<script>');
  await expect(ann.text(/That is not an ID/)).toBeVisible();
  await ann.challenge(annId);
  await expect(ann.text(/That is your own ID/)).toBeVisible();
});

test('case, spaces and a whole pasted link are forgiven', async ({ newPlayer }) => {
  const [ann, bob] = [await newPlayer(), await newPlayer()];
  const [annId, bobId] = [await ann.id(), await bob.id()];
  await ann.challenge(`  ${bobId.toUpperCase().replaceAll('-', ' ')} `);
  await bob.decline(annId);
  await expect(ann.text(`${bobId} declined.`)).toBeVisible();
  await ann.challenge(`http://somewhere.example/uttt/#/c/${bobId}`);
  await bob.accept(annId);
  await sides(ann, bob);
});

test('a challenge to somebody who is playing is told, and does not disturb the game', async ({
  newPlayer,
}) => {
  const [ann, bob, cat] = [await newPlayer(), await newPlayer(), await newPlayer()];
  const bobId = await bob.id();
  const { x } = await meet(ann, bob);
  await cat.challenge(bobId);
  await expect(cat.text(`${bobId} is in a game. Try again when it is over.`)).toBeVisible();
  await x.play('40');
});

test(
  'both challenge each other at once: one game comes of it',
  { tag: '@instances' },
  async ({ newPlayer }) => {
    const [ann, bob] = [await newPlayer(), await newPlayer()];
    const [annId, bobId] = [await ann.id(), await bob.id()];
    await Promise.all([ann.challenge(bobId), bob.challenge(annId)]);
    const { x, o } = await sides(ann, bob);
    await x.play('40');
    await expect(o.cell('40')).toHaveAttribute('data-mark', 'X');
  },
);

test('a challenge link opens the page ready to challenge, and asks before it does', async ({ newPlayer }) => {
  const ann = await newPlayer();
  const annId = await ann.id();
  const bob = await newPlayer({ fragment: `/#/c/${annId}` });
  const bobId = await bob.id();
  await expect(bob.page.getByRole('heading', { name: `Challenge ${annId}?` })).toBeVisible();
  await expect(ann.button(`Accept the challenge of ${bobId}`)).toBeHidden();
  const card = bob.page
    .locator('section')
    .filter({ has: bob.page.getByRole('heading', { name: `Challenge ${annId}?` }) });
  await card.getByRole('button', { name: 'Challenge', exact: true }).click();
  await ann.accept(bobId);
  await sides(ann, bob);
});

test('the lobby shows who comes, plays, and goes', { tag: '@instances' }, async ({ newPlayer }) => {
  const [ann, bob, cat] = [await newPlayer(), await newPlayer(), await newPlayer()];
  const [bobId, catId] = [await bob.id(), await cat.id()];
  const inLobby = (id: string) => ann.page.getByRole('listitem').filter({ hasText: id });
  await expect(inLobby(bobId)).toContainText('Available');
  await meet(bob, cat);
  await expect(inLobby(bobId)).toContainText('Playing');
  await expect(inLobby(catId)).toContainText('Playing');
  await bob.context.close();
  await expect(inLobby(bobId)).toBeHidden();
});

test(
  'who reloads leaves no ghosts: neither a card to accept nor somebody who waits',
  { tag: '@instances' },
  async ({ newPlayer }) => {
    const [ann, bob] = [await newPlayer(), await newPlayer()];
    const [annId, bobId] = [await ann.id(), await bob.id()];
    await ann.challenge(bobId);
    await expect(bob.button(`Accept the challenge of ${annId}`)).toBeVisible();
    await ann.page.reload();
    await expect(bob.button(`Accept the challenge of ${annId}`)).toBeHidden();

    await ann.online();
    await ann.challenge(bobId);
    await expect(bob.button(`Accept the challenge of ${annId}`)).toBeVisible();
    await bob.page.reload();
    await expect(ann.text(/Nobody with the ID/)).toBeVisible();
  },
);

test('who gives up while connecting tells the other side at once', async ({ newPlayer }) => {
  const [ann, bob] = [await newPlayer(), await newPlayer()];
  const [annId, bobId] = [await ann.id(), await bob.id()];
  // A browser that never answers: the two stay between the yes and the open link.
  for (const { page } of [ann, bob]) {
    await page.evaluate(() => {
      Reflect.set(RTCPeerConnection.prototype, 'createAnswer', () => new Promise(() => undefined));
    });
  }
  await ann.challenge(bobId);
  await bob.accept(annId);
  await expect(ann.page.getByRole('heading', { name: `Connecting to ${bobId}` })).toBeVisible();
  await expect(bob.page.getByRole('heading', { name: `Connecting to ${annId}` })).toBeVisible();
  await ann.button('Give up').click();
  // Not only when Bob's own patience, 20 s, is over.
  await expect(bob.text(new RegExp(`${annId} .*(called|took)`))).toBeVisible({ timeout: 15_000 });
});
