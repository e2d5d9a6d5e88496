/** Packets stop, and nobody says so: a tunnel, a lift, a dead spot. Both players are at a TURN server that can be silenced. */
import { meet, playMoves, type Sides } from './support/game.ts';
import { type QuietPath, silenced } from './support/quiet-path.ts';
import { expect, test } from './support/test.ts';
import { isOnMarkedChannel, markChannels } from './support/webrtc.ts';

/** Both are at the same TURN server, and it is X's turn. */
async function onTheLine(
  newPlayer: (options: { path: QuietPath }) => Promise<Sides['x']>,
  newQuietPath: () => Promise<QuietPath>,
): Promise<Sides & { readonly path: QuietPath }> {
  const path = await newQuietPath();
  const sides = await meet(await newPlayer({ path }), await newPlayer({ path }));
  await playMoves(sides, '40 04');
  return { ...sides, path };
}

for (const [seconds, what] of [
  [1, 'nobody notices'],
  [10, 'the link comes back by itself'],
] as const) {
  test(`${seconds} s without a packet: ${what}, and the move made meanwhile arrives over the same link`, async ({
    newPlayer,
    newQuietPath,
  }) => {
    const { x, o, path } = await onTheLine(newPlayer, newQuietPath);
    for (const player of [x, o]) await markChannels(player);
    await silenced([path], seconds * 1_000, async () => {
      await x.play('44');
      await expect(x.cell('44')).toHaveAttribute('data-mark', 'X');
      if (seconds > 5) {
        for (const { page } of [x, o]) {
          await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'shaky');
        }
      }
      await expect(o.cell('44')).not.toHaveAttribute('data-mark');
    });
    await expect(o.cell('44')).toHaveAttribute('data-mark', 'X');
    for (const { page } of [x, o]) {
      await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'playing');
    }
    await o.play('41');
    await expect(x.cell('41')).toHaveAttribute('data-mark', 'O');
    for (const player of [x, o]) expect(await isOnMarkedChannel(player)).toBe(true);
    expect(await x.marks()).toBe(await o.marks());
  });
}

test('40 s without a packet: both redial until there is a path again, and the move made meanwhile arrives', async ({
  newPlayer,
  newQuietPath,
}) => {
  test.setTimeout(240_000);
  const { x, o, path } = await onTheLine(newPlayer, newQuietPath);
  await silenced([path], 40_000, async () => {
    for (const { page } of [x, o]) {
      await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'reconnecting');
    }
    await x.play('44');
    await expect(x.cell('44')).toHaveAttribute('data-mark', 'X');
    await expect(x.text('Your move is kept')).toBeVisible();
  });
  await expect(o.cell('44')).toHaveAttribute('data-mark', 'X');
  await o.play('41');
  await expect(x.cell('41')).toHaveAttribute('data-mark', 'O');
  for (const { page } of [x, o]) {
    await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'playing');
  }
  expect(await x.marks()).toBe(await o.marks());
});
