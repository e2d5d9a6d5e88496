/**
 * How long a game stands still when its link breaks: two real browsers and the real service. What a first link takes in
 * the same run stands beside it, since machines differ.
 */
import { setTimeout } from 'node:timers/promises';
import { DRAW } from './support/oracle.ts';
import type { Player } from './support/player.ts';
import { silenced } from './support/quiet-path.ts';
import { expect, test } from './support/test.ts';
import { closeConnections, isOnMarkedChannel, markChannels } from './support/webrtc.ts';

const RUNS = 20;
const SILENCE_MS = 10_000;
/** Longer than a link must last so that its loss is dialled at once (`STEADY_MS` in app/net/line.ts). */
const STEADY_MS = 2_500;

type Measure = (mover: Player, waiter: Player, move: string) => Promise<number>;

/** Two players meet, and play; `measure` makes each move and tells how long it took to arrive, ms. */
async function bench(
  what: string,
  ann: Player,
  bob: Player,
  measure: Measure,
): Promise<{ medianMs: number; onFirstLink: boolean }> {
  const firstMs = await meet(ann, bob);
  const [x, o] = (await ann.mark()) === 'X' ? [ann, bob] : [bob, ann];
  for (const player of [ann, bob]) await markChannels(player);
  const times: number[] = [];
  for (const [ply, move] of DRAW.split(' ').slice(0, RUNS).entries()) {
    const [mover, waiter] = ply % 2 === 0 ? [x, o] : [o, x];
    await expect(mover.cell(move)).toHaveAttribute('data-legal', /.*/);
    times.push(await measure(mover, waiter, move));
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  const shown = [0, 0.5, 0.9, 1].map((share) => Math.round(at(share))).join(' / ');
  const onFirst = await Promise.all([ann, bob].map(isOnMarkedChannel));
  const onFirstLink = onFirst.every(Boolean);
  const link = onFirstLink ? 'the first link to the end' : 'over new links';
  process.stdout.write(
    `${what}: min / median / p90 / max ${shown} ms of ${RUNS}, ${link}; ` +
      `a first link took ${Math.round(firstMs)} ms, ratio ${(at(0.5) / firstMs).toFixed(2)}\n`,
  );
  return { medianMs: at(0.5), onFirstLink };
}

/** @returns from the yes to the board on both screens, ms */
async function meet(ann: Player, bob: Player): Promise<number> {
  const id = await ann.id();
  await ann.challenge(await bob.id());
  await bob.page.getByRole('button', { name: `Accept the challenge of ${id}` }).waitFor();
  const start = performance.now();
  await bob.accept(id);
  await Promise.all([ann.board.waitFor(), bob.board.waitFor()]);
  return performance.now() - start;
}

async function arrived({ page }: Player, move: string): Promise<void> {
  await page.locator(`[data-move="${move}"][data-mark]`).waitFor({ timeout: 60_000 });
}

test('from the end of the link to the move, made at once, on the other board: below 2 s', async ({
  newPlayer,
}) => {
  test.setTimeout(600_000);
  const players = [await newPlayer(), await newPlayer()] as const;
  const { medianMs } = await bench('link closed', ...players, async (mover, waiter, move) => {
    await closeConnections(mover);
    const start = performance.now();
    await mover.cell(move).click();
    await arrived(waiter, move);
    const took = performance.now() - start;
    await setTimeout(STEADY_MS);
    return took;
  });
  expect(medianMs).toBeLessThan(2_000);
});

test('from the first packet after 10 s of silence to the move made meanwhile: below 1 s, no redial', async ({
  newPlayer,
  newQuietPath,
}) => {
  test.setTimeout(900_000);
  const path = await newQuietPath();
  const players = [await newPlayer({ path }), await newPlayer({ path })] as const;
  const { medianMs, onFirstLink } = await bench(
    'silence of 10 s',
    ...players,
    async (mover, waiter, move) => {
      await silenced([path], SILENCE_MS, () => mover.cell(move).click());
      const start = performance.now();
      await arrived(waiter, move);
      return performance.now() - start;
    },
  );
  expect(medianMs).toBeLessThan(1_000);
  expect(onFirstLink).toBe(true);
});
