import { meet, playMoves } from './support/game.ts';
import { silenced } from './support/quiet-path.ts';
import { expect, test } from './support/test.ts';
import { pathsOf } from './support/webrtc.ts';

test('two players whose networks let nothing through directly play through the TURN server', async ({
  newPlayer,
  newQuietPath,
}) => {
  const path = await newQuietPath();
  const { x, o } = await meet(await newPlayer({ path }), await newPlayer({ path }));
  await playMoves({ x, o }, '40 04 44');
  for (const player of [x, o]) expect(await pathsOf(player)).toEqual(['relay relay']);
  const before = path.passed;
  await o.play('41');
  await expect(x.cell('41')).toHaveAttribute('data-mark', 'O');
  expect(path.passed).toBeGreaterThan(before);
});

test('a move made while no packet passes for a second arrives when they pass again', async ({
  newPlayer,
  newQuietPath,
}) => {
  const [mine, theirs] = [await newQuietPath(), await newQuietPath()];
  const { x, o } = await meet(await newPlayer({ path: mine }), await newPlayer({ path: theirs }));
  await playMoves({ x, o }, '40 04');
  // One end in a tunnel is enough.
  await silenced([mine], 1_000, async () => {
    await x.play('44');
    await expect(x.cell('44')).toHaveAttribute('data-mark', 'X');
    await expect(o.cell('44')).not.toHaveAttribute('data-mark');
  });
  expect(mine.swallowed).toBeGreaterThan(0);
  expect(theirs.swallowed).toBe(0);
  await expect(o.cell('44')).toHaveAttribute('data-mark', 'X');
  await o.play('41');
  await expect(x.cell('41')).toHaveAttribute('data-mark', 'O');
  expect(await x.marks()).toBe(await o.marks());
});
