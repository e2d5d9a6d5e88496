/** A game outlives its pages, its links, and the service: nothing that breaks ends it, and nobody sees another board. */
import type { Player } from './support/player.ts';
import { meet, playMoves, type Sides } from './support/game.ts';
import { crash, openTab } from './support/tabs.ts';
import { expect, test } from './support/test.ts';
import { closeChannels, closeConnections } from './support/webrtc.ts';

/** The moves of a game without an end; X plays the first. */
const OPENING = '40 04 44 41';
const NEXT = ['17', '70', '07'] as const;

/** The next moves, X first, whatever has happened before: the game goes on, and both boards are the same. */
async function goOn({ x, o }: Sides): Promise<void> {
  for (const [index, move] of NEXT.entries()) {
    const [mover, waiter] = index % 2 === 0 ? [x, o] : [o, x];
    await mover.play(move);
    await expect(waiter.cell(move)).toHaveAttribute('data-mark', index % 2 === 0 ? 'X' : 'O');
  }
  expect(await x.marks()).toBe(await o.marks());
}

test('a reload in the middle of a game loses it', { tag: '@instances' }, async ({ newPlayer }) => {
  const sides = await meet(await newPlayer(), await newPlayer());
  await playMoves(sides, OPENING);
  // The one whose turn it is, and the one who waits.
  await sides.x.page.reload();
  await expect(sides.x.cell('41')).toHaveAttribute('data-mark', 'O');
  await goOn(sides);
  await sides.x.page.reload();
  await sides.o.play('74');
  await expect(sides.x.cell('74')).toHaveAttribute('data-mark', 'O');
});

test('two reloads at once lose it', async ({ newPlayer }) => {
  const sides = await meet(await newPlayer(), await newPlayer());
  await playMoves(sides, OPENING);
  await Promise.all([sides.x.page.reload(), sides.o.page.reload()]);
  await goOn(sides);
});

test('a reload while the opponent moves loses the move', async ({ newPlayer }) => {
  const sides = await meet(await newPlayer(), await newPlayer());
  await playMoves(sides, OPENING);
  await Promise.all([sides.x.play('17'), sides.o.page.reload()]);
  await expect(sides.o.cell('17')).toHaveAttribute('data-mark', 'X');
  // The mover's own page goes with the move hardly made.
  await sides.o.play('70');
  await sides.o.page.reload();
  await expect(sides.x.cell('70')).toHaveAttribute('data-mark', 'O');
  await sides.x.play('07');
  await expect(sides.o.cell('07')).toHaveAttribute('data-mark', 'X');
  expect(await sides.x.marks()).toBe(await sides.o.marks());
});

test('one reload after another, faster than links are made, loses it', async ({ newPlayer }) => {
  const sides = await meet(await newPlayer(), await newPlayer());
  await playMoves(sides, OPENING);
  for (let reloads = 0; reloads < 4; reloads += 1) {
    const { page } = reloads % 2 === 0 ? sides.x : sides.o;
    await page.reload({ waitUntil: 'commit' });
  }
  await goOn(sides);
});

test('a reload after the last move forgets the result and the rematch', async ({ newPlayer }) => {
  const sides = await meet(await newPlayer(), await newPlayer());
  await playMoves(sides, OPENING);
  await sides.x.button('Resign').click();
  await sides.x.page.getByRole('dialog').getByRole('button', { name: 'Resign' }).click();
  await expect(sides.o.status).toContainText('You won');
  await sides.o.button('Rematch').click();
  await Promise.all([sides.x.page.reload(), sides.o.page.reload()]);
  await sides.x.button('Play again').click();
  await expect(sides.o.status).toContainText('Your turn');
  await sides.o.play('44');
  await expect(sides.x.cell('44')).toHaveAttribute('data-mark', 'X');
});

for (const [what, reopen] of [
  ['closed', (player: Player) => player.page.close()],
  ['crashed', (player: Player) => crash(player)],
] as const) {
  test(`a tab that is ${what} takes the game with it: the link that began it brings it back`, async ({
    newPlayer,
  }) => {
    const players = [await newPlayer(), await newPlayer()] as const;
    const [ann, bob] = await Promise.all(players.map((player) => player.id()));
    const sides = await meet(...players);
    await playMoves(sides, OPENING);
    const opponent = sides.x === players[0] ? bob : ann;
    const address = `${new URL(sides.x.page.url()).origin}/#/c/${opponent}`;
    await reopen(sides.x);
    const x = await openTab(sides.x, address);
    await goOn({ x, o: sides.o });
  });
}

test(
  'the service dies in the middle of a game, and the players notice',
  { tag: '@instances' },
  async ({ newPlayer, newServer }) => {
    const server = await newServer();
    const players = [await newPlayer({ url: server.url }), await newPlayer({ url: server.url })] as const;
    const sides = await meet(...players);
    await playMoves(sides, OPENING);
    await server.kill();
    for (const { page } of players) await expect(page.getByRole('banner').getByText('Offline')).toBeVisible();
    await goOn(sides);
    await newServer({ PORT: new URL(server.url).port });
    for (const player of players) await player.online();
    // The new service knows nothing of the game, and yet lets the two find each other again.
    await sides.o.page.reload();
    await sides.o.play('74');
    await expect(sides.x.cell('74')).toHaveAttribute('data-mark', 'O');
  },
);

test('a page that is loaded again while there is no service gets no link, and one as soon as there is', async ({
  newPlayer,
  newServer,
}) => {
  const server = await newServer();
  const sides = await meet(await newPlayer({ url: server.url }), await newPlayer({ url: server.url }));
  await playMoves(sides, OPENING);
  await server.kill();
  await closeChannels(sides.x);
  // Both are here, and the one whose turn it is moves: the move waits for a link.
  await sides.x.play('17');
  await expect(sides.o.cell('17')).not.toHaveAttribute('data-mark');
  await newServer({ PORT: new URL(server.url).port });
  await expect(sides.o.cell('17')).toHaveAttribute('data-mark', 'X');
  await sides.o.play('70');
  await expect(sides.x.cell('70')).toHaveAttribute('data-mark', 'O');
});

for (const close of [closeChannels, closeConnections]) {
  test(`${close.name} under both sides ends the game`, async ({ newPlayer }) => {
    const sides = await meet(await newPlayer(), await newPlayer());
    await playMoves(sides, OPENING);
    await Promise.all([close(sides.x), close(sides.o)]);
    await goOn(sides);
    await close(sides.x);
    await sides.o.play('74');
    await expect(sides.x.cell('74')).toHaveAttribute('data-mark', 'O');
  });
}
