/** The other side is away: what the one who waits may do, and what becomes of it when they come back. */
import { setTimeout } from 'node:timers/promises';
import type { BrowserContext } from '@playwright/test';
import { meet, playMoves, type Sides } from './support/game.ts';
import type { Player } from './support/player.ts';
import { watchStates } from './support/sightings.ts';
import { crash, freeze, hide, openTab, show, thaw } from './support/tabs.ts';
import { expect, test } from './support/test.ts';
import { closeChannels } from './support/webrtc.ts';

/** Short enough to wait for, and long enough to see that it is waited for, ms. */
const SHORT = {
  quietAfterMs: 3_000,
  lostAfterMs: 4_000,
  claimAfterByeMs: 4_000,
  claimAfterSilenceMs: 10_000,
};

/** From the next page of this context on, claims need no such patience. */
async function shorten(context: BrowserContext): Promise<void> {
  await context.addInitScript((times) => {
    // A blank page has none.
    if (window.location.protocol.startsWith('http')) localStorage.setItem('uttt:timing', times);
  }, JSON.stringify(SHORT));
}

/** Two players in a game after four plies; X is to move. */
async function playing(newPlayer: (at: { url?: string }) => Promise<Player>, at = {}): Promise<Sides> {
  const players = [await newPlayer(at), await newPlayer(at)] as const;
  for (const { context, page } of players) {
    await shorten(context);
    await page.reload();
  }
  const sides = await meet(...players);
  await playMoves(sides, '40 04 44 41');
  return sides;
}

const connection = ({ page }: Player) => page.getByTestId('connection');

test('who closes the page is shown as gone at once, and a claim that comes too soon is none', async ({
  newPlayer,
}) => {
  const { x, o } = await playing(newPlayer);
  const seen = await watchStates(connection(o));
  await x.page.close();
  await expect(connection(o)).toHaveAttribute('data-state', 'gone');
  // By a word, and not by the silence of somebody who said nothing.
  expect(await seen()).toEqual(['gone']);
  await expect(o.text(/You may claim the win in/)).toBeVisible();
  await o.button('Claim the win').click({ force: true });
  await expect(o.text(/You may claim the win in/)).toBeVisible();
  await expect(o.status).not.toContainText(/claimed/i);
  await expect(o.button('Claim the win')).not.toHaveAttribute('aria-disabled', 'true');
});

test('a claim of the win stands once the other is back and had not moved', async ({ newPlayer }) => {
  const { x, o } = await playing(newPlayer);
  const address = x.page.url();
  await x.page.close();
  await o.button('Claim the win').click();
  await expect(o.status).toContainText('You won');
  await expect(o.status).toContainText('Claimed, unless they moved in time.');
  const back = await openTab(x, address);
  await expect(back.status).toContainText('You lost');
  await expect(back.status).toContainText('you were away');
  await expect(o.status).toContainText('Claimed: they were away.');
  // Both have the same board, and may play again.
  await back.button('Rematch').click();
  await o.button('Play again').click();
  await expect(back.cell('44')).not.toHaveAttribute('data-mark');
});

test('a draw can be called, too', async ({ newPlayer }) => {
  const { x, o } = await playing(newPlayer);
  const address = x.page.url();
  await x.page.close();
  await o.button('Call it a draw').click();
  await expect(o.status).toContainText('Draw');
  const back = await openTab(x, address);
  await expect(back.status).toContainText('Draw');
});

test('who waits instead plays on when the other is back', async ({ newPlayer }) => {
  const { x, o } = await playing(newPlayer);
  const address = x.page.url();
  await crash(x);
  await expect(connection(o)).toHaveAttribute('data-state', 'reconnecting');
  const back = await openTab(x, address);
  await back.play('17');
  await expect(o.cell('17')).toHaveAttribute('data-mark', 'X');
  await expect(connection(o)).toHaveAttribute('data-state', 'playing');
});

test('a move made in time beats a claim, although it comes later', async ({ newPlayer, newServer }) => {
  const server = await newServer();
  const { x, o } = await playing(newPlayer, { url: server.url });
  // No link, and no way to a new one: X moves, and O does not get it.
  await server.kill();
  await closeChannels(x);
  await x.play('17');
  await o.button('Claim the win').click();
  await expect(o.status).toContainText('You won');
  await newServer({ PORT: new URL(server.url).port });
  await expect(o.cell('17')).toHaveAttribute('data-mark', 'X');
  await expect(o.text('They had moved before you claimed, so the game goes on.')).toBeVisible();
  await o.play('70');
  await expect(x.cell('70')).toHaveAttribute('data-mark', 'O');
});

test('two claims against each other are no result, and the game can go on', async ({
  newPlayer,
  newServer,
}) => {
  const server = await newServer();
  const { x, o } = await playing(newPlayer, { url: server.url });
  await server.kill();
  await closeChannels(x);
  for (const player of [x, o]) await player.button('Claim the win').click();
  await newServer({ PORT: new URL(server.url).port });
  for (const player of [x, o]) {
    await expect(player.text('You each claimed against the other')).toBeVisible();
  }
  await o.button('Go on').click();
  await x.button('Play on').click();
  await x.play('17');
  await expect(o.cell('17')).toHaveAttribute('data-mark', 'X');
  expect(await x.marks()).toBe(await o.marks());
});

test('who leaves for good leaves a game that can be claimed, and does not come back to it', async ({
  newPlayer,
}) => {
  const { x, o } = await playing(newPlayer);
  await x.button('Leave').click();
  await x.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await expect(o.text(/left/)).toBeVisible();
  await o.button('Claim the win').click();
  await expect(o.status).toContainText('You won');
  await x.page.reload();
  await x.online();
  await expect(x.board).toBeHidden();
});

test('a page that was frozen hears what happened before it takes a move', async ({ newPlayer }) => {
  const frozen = await newPlayer({ ownBrowser: true });
  const other = await newPlayer();
  const { x, o } = await meet(frozen, other);
  await playMoves({ x, o }, x === frozen ? '40 04' : '40');
  await hide(frozen);
  await freeze(frozen);
  // Longer than the other side's patience with a link.
  await expect(connection(other)).toHaveAttribute('data-state', 'reconnecting');
  await thaw(frozen);
  await show(frozen);
  const [moves, answer] = x === frozen ? ['44', '41'] : ['04', '44'];
  await frozen.play(moves);
  await expect(other.cell(moves)).toHaveAttribute('data-mark', /./);
  await other.play(answer);
  await expect(frozen.cell(answer)).toHaveAttribute('data-mark', /./);
  expect(await x.marks()).toBe(await o.marks());
});

/** Browsers slow a hidden page's timers down at once, and after five minutes much more: that is for the long run. */
const HIDDEN_MINUTES = process.env['LONG'] === '1' ? 6 : 0.5;

test('a page that was hidden for a while has lost the game, or the move made meanwhile', async ({
  newPlayer,
}) => {
  test.setTimeout((HIDDEN_MINUTES + 1) * 60_000);
  const hidden = await newPlayer({ ownBrowser: true });
  const other = await newPlayer();
  const { x, o } = await meet(hidden, other);
  await playMoves({ x, o }, x === hidden ? '40 04 44' : '40 04');
  await hide(hidden);
  await setTimeout(HIDDEN_MINUTES * 60_000);
  // Its heartbeat goes on.
  await expect(connection(other)).toHaveAttribute('data-state', 'playing');
  const [move, answer] = x === hidden ? ['41', '17'] : ['44', '41'];
  await other.play(move);
  await expect(hidden.cell(move)).toHaveAttribute('data-mark', /./);
  await show(hidden);
  await hidden.play(answer);
  await expect(other.cell(answer)).toHaveAttribute('data-mark', /./);
});

test('storage is denied: a game is played all the same, and the page says that it is not kept', async ({
  newPlayer,
}) => {
  const denied = await newPlayer({ storage: 'denied' });
  const other = await newPlayer();
  const { x, o } = await meet(denied, other);
  await playMoves({ x, o }, '40 04 44 41');
  await expect(denied.text(/loses the game/)).toBeVisible();
  await expect(other.text(/loses the game/)).toBeHidden();
  // A link that drops is another matter than a page.
  await closeChannels(denied);
  await x.play('17');
  await expect(o.cell('17')).toHaveAttribute('data-mark', 'X');
});
