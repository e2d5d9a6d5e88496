/** The chat of the lobby: what one player says, the others read, and nobody has to. */
import type { Locator } from '@playwright/test';
import type { Player } from './support/player.ts';
import { expect, test } from './support/test.ts';

const field = ({ page }: Player): Locator => page.getByLabel('Message to everybody in the lobby');
const log = ({ page }: Player): Locator => page.getByRole('log');

async function say(player: Player, text: string): Promise<void> {
  await field(player).fill(text);
  await field(player).press('Enter');
}

async function callOneself(player: Player, name: string): Promise<void> {
  await player.button('Add a name').click();
  await rename(player, name);
}

async function rename(player: Player, name: string): Promise<void> {
  await player.page.getByLabel('Your name in the lobby').fill(name);
  await player.button('Save').click();
}

/** Opens what can be done about the sender of a message. */
async function turnTo(player: Player, sender: string): Promise<void> {
  await log(player).getByRole('button', { name: sender }).last().click();
}

test('two talk, and a third who comes later reads what was said', async ({ newPlayer, newServer }) => {
  const { url } = await newServer();
  const [ann, bob] = [await newPlayer({ url }), await newPlayer({ url })];
  await Promise.all([ann.online(), bob.online()]);
  await say(ann, 'hello, anybody here?');
  await expect(log(bob).getByText('hello, anybody here?')).toBeVisible();
  await say(bob, 'me!');
  await expect(log(ann).getByText('me!')).toBeVisible();
  // Its own messages come back to everybody, and stand once all the same.
  await expect(log(ann).getByText('hello, anybody here?')).toHaveCount(1);
  await expect(log(ann).getByText('Sending…')).toBeHidden();

  const cat = await newPlayer({ url });
  await expect(log(cat).getByText('hello, anybody here?')).toBeVisible();
  await expect(log(cat).getByText('me!')).toBeVisible();
  await ann.page.reload();
  await expect(log(ann).locator('[data-own=true]').getByText('hello, anybody here?')).toBeVisible();
});

test('what looks like markup, or a link, is text', async ({ newPlayer, newServer }) => {
  const { url } = await newServer();
  const [ann, bob] = [await newPlayer({ url }), await newPlayer({ url })];
  await Promise.all([ann.online(), bob.online()]);
  const text = '<img src=x onerror=alert(1)> https://example.com <b>bold</b>';
  await say(ann, text);
  await expect(log(bob).getByText(text, { exact: true })).toBeVisible();
  await expect(log(bob).locator('a, img, b')).toHaveCount(0);
});

test('a name stands beside the ID, in the lobby and in the chat, and cannot stand in for it', async ({
  newPlayer,
  newServer,
}) => {
  const { url } = await newServer();
  const [ann, bob] = [await newPlayer({ url }), await newPlayer({ url })];
  const [annId, bobId] = [await ann.id(), await bob.id()];
  await callOneself(bob, 'Bob the Bold');
  const row = ann.page.getByRole('listitem').filter({ hasText: bobId });
  await expect(row).toContainText('Bob the Bold');
  await say(bob, 'it is me');
  await expect(log(ann).getByRole('button', { name: bobId })).toContainText('Bob the Bold');
  await bob.page.reload();
  await bob.button('Change your name, Bob the Bold').click();
  // The ID of somebody else is no name: the service leaves it out.
  await rename(bob, annId);
  await expect(row).not.toContainText('Bob the Bold');
  await expect(row).not.toContainText(annId);
});

test('who says something can be challenged there', async ({ newPlayer, newServer }) => {
  const { url } = await newServer();
  const [ann, bob] = [await newPlayer({ url }), await newPlayer({ url })];
  const [annId, bobId] = [await ann.id(), await bob.id()];
  await say(bob, 'who plays?');
  await turnTo(ann, bobId);
  await log(ann)
    .getByRole('button', { name: `Challenge ${bobId}` })
    .click();
  await bob.accept(annId);
  await expect(ann.board).toBeVisible();
});

test('a muted player is not heard, also after a reload, until that is taken back', async ({
  newPlayer,
  newServer,
}) => {
  const { url } = await newServer();
  const [ann, bob, cat] = [await newPlayer({ url }), await newPlayer({ url }), await newPlayer({ url })];
  const bobId = await bob.id();
  await Promise.all([ann.online(), cat.online()]);
  await say(bob, 'rubbish');
  await expect(log(ann).getByText('rubbish')).toBeVisible();
  await turnTo(ann, bobId);
  await ann.button(`Mute ${bobId}`).click();
  await expect(log(ann).getByText('rubbish')).toBeHidden();
  // Where the keyboard goes on, as the button is gone with its message.
  await expect(log(ann)).toBeFocused();
  await say(bob, 'more rubbish');
  await say(cat, 'something nice');
  await expect(log(ann).getByText('something nice')).toBeVisible();
  await expect(log(ann).getByText('rubbish')).toHaveCount(0);
  await ann.page.reload();
  await expect(log(ann).getByText('something nice')).toBeVisible();
  await expect(log(ann).getByText('rubbish')).toHaveCount(0);
  await ann.button('1 player muted').click();
  await ann.button(`Unmute ${bobId}`).click();
  await expect(log(ann).getByText('rubbish', { exact: true })).toBeVisible();
});

test('on a phone the chat waits behind its head, which counts what is new', async ({
  newPlayer,
  newServer,
}) => {
  const { url } = await newServer();
  const viewport = { width: 390, height: 844 };
  const [ann, bob] = [await newPlayer({ url, viewport }), await newPlayer({ url })];
  await Promise.all([ann.online(), bob.online()]);
  await expect(log(ann)).toBeHidden();
  await say(bob, 'one');
  await say(bob, 'two');
  await expect(ann.text('2 new messages')).toBeVisible();
  await ann.button('Open the chat').click();
  await expect(log(ann).getByText('two')).toBeVisible();
  await ann.button('Close the chat').click();
  await say(bob, 'three');
  await expect(ann.text('1 new message')).toBeVisible();
  // A choice is kept.
  await ann.button('Open the chat').click();
  await ann.page.reload();
  await expect(log(ann)).toBeVisible();
});

test('a message takes no focus, and is read out once', async ({ newPlayer, newServer }) => {
  const { url } = await newServer();
  const [ann, bob] = [await newPlayer({ url }), await newPlayer({ url })];
  const bobId = await bob.id();
  await ann.online();
  const typing = ann.page.getByLabel('Their ID or link');
  await typing.fill('rare-geckos');
  await say(bob, 'hello');
  await expect(log(ann).getByText('hello')).toBeVisible();
  await expect(typing).toBeFocused();
  const read = ann.page.locator('[aria-live=polite]').getByText(`${bobId}: hello`);
  await expect(read).toHaveCount(1);
});

test('who is far up in the chat stays there, and is told that there is more', async ({
  newPlayer,
  newServer,
}) => {
  const { url } = await newServer();
  const [ann, bob] = [await newPlayer({ url }), await newPlayer({ url })];
  await Promise.all([ann.online(), bob.online()]);
  for (let i = 1; i <= 12; i += 1) await say(bob, `line ${i}`);
  await expect(log(ann).getByText('line 12')).toBeInViewport();
  await log(ann).evaluate((element) => element.scrollTo(0, 0));
  await say(bob, 'the last word');
  await ann.button('New messages below').click();
  await expect(log(ann).getByText('the last word')).toBeInViewport();
  await expect(ann.button('New messages below')).toBeHidden();
});

test('while the service is away nothing is sent, and what was typed stays', async ({
  newPlayer,
  newServer,
}) => {
  const server = await newServer();
  const ann = await newPlayer({ url: server.url });
  await ann.online();
  await server.kill();
  await expect(ann.page.getByRole('banner').getByText('Offline')).toBeVisible();
  await say(ann, 'is anybody there?');
  await expect(ann.text('You are not connected to the lobby right now.')).toBeVisible();
  await expect(field(ann)).toHaveValue('is anybody there?');
});

test('near the end of a message it is told how much is left, and no more than that can be typed', async ({
  newPlayer,
}) => {
  const ann = await newPlayer();
  await ann.online();
  await field(ann).fill('x'.repeat(200));
  await expect(ann.text(/characters left/)).toBeHidden();
  await field(ann).fill('x'.repeat(270));
  await expect(ann.text('10 characters left')).toBeVisible();
  await field(ann).pressSequentially('y'.repeat(20));
  await expect(field(ann)).toHaveValue('x'.repeat(270) + 'y'.repeat(10));
});
