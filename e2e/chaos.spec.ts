/** Whole games in which anything may happen to either player, at any moment, as a seed has it. */
import {
  cellAt,
  legalMoves,
  type Move,
  outcome,
  playUnchecked,
  type Position,
  printMove,
  START,
  turn,
} from '../app/game/index.ts';
import { drawFault, type Fault, type Seat, type Table } from './support/faults.ts';
import { meet } from './support/game.ts';
import type { Player } from './support/player.ts';
import { type Random, seeded } from './support/random.ts';
import { watchBoard } from './support/sightings.ts';
import { show } from './support/tabs.ts';
import { expect, test } from './support/test.ts';

/** `SEED=7` plays that one round. */
const ONE = process.env['SEED'];
const SEEDS =
  ONE === undefined
    ? Array.from({ length: process.env['LONG'] === '1' ? 10 : 1 }, (_, i) => i + 1)
    : [Number(ONE)];

/** So many times something happens in a game, at the most: each costs a new link or a silence. */
const FAULTS_MAX = 16;
/** How likely it is before, or with, a move: games of random moves have some 50. */
const FAULT_CHANCE = 0.4;

const CELLS = 81;

for (const seed of SEEDS) {
  test(
    `faults at random lose a game, a move, or show two boards: seed ${seed}`,
    { tag: '@instances' },
    async ({ newPlayer, newQuietPath, newServer }, info) => {
      test.setTimeout(420_000);
      const random = seeded(seed);
      const server = await newServer();
      const { url } = server;
      const marks = new Set<string>();
      const sit = async (): Promise<Omit<Seat, 'mark'>> => {
        const path = await newQuietPath();
        const player = await newPlayer({ url, path, ownBrowser: true });
        await watchBoard(player.context, (mark) => marks.add(mark));
        await player.page.reload();
        return { player, path };
      };
      const [one, other] = [await sit(), await sit()];
      const { x } = await meet(one.player, other.player);
      const [first, second] = x === one.player ? [one, other] : [other, one];
      const table: Table = {
        seats: [
          { ...first, mark: 'X' },
          { ...second, mark: 'O' },
        ],
        server,
        restart: () => newServer({ PORT: new URL(url).port }),
      };

      const story: string[] = [];
      try {
        const end = await playThrough(table, random, story);
        await expectResult(table, end);
        expect([...marks].toSorted()).toEqual(marksOf(end).toSorted());
      } finally {
        await info.attach('story', { body: story.join('\n'), contentType: 'text/plain' });
      }
    },
  );
}

/** Plays to the end, and returns how it stands. */
async function playThrough(table: Table, random: Random, story: string[]): Promise<Position> {
  let position = START;
  let faults = 0;
  while (outcome(position) === null) {
    const move = random.pick(legalMoves(position));
    const isStruck = faults < FAULTS_MAX && random.chance(FAULT_CHANCE);
    const fault = isStruck ? drawFault(random, table) : null;
    const atOnce = random.chance(0.5);
    if (fault !== null) faults += 1;
    story.push(`${printMove(move)} ${fault === null ? '' : `${atOnce ? 'with' : 'after'} ${fault.name}`}`);
    await playPly(table, position, move, fault, atOnce);
    position = playUnchecked(position, move);
    for (const { player } of table.seats) expect(await player.marks()).toBe(boardOf(position));
  }
  return position;
}

/** One move, whatever happens, until both see it. */
async function playPly(
  { seats }: Table,
  position: Position,
  move: Move,
  fault: Fault | null,
  atOnce: boolean,
): Promise<void> {
  const [mover, waiter] = turn(position) === 'X' ? seats : [seats[1], seats[0]];
  const text = printMove(move);
  if (fault !== null && atOnce) {
    await expectLegal(mover.player, position);
    await Promise.all([tryToPlay(mover.player, text), fault.strike()]);
  } else await fault?.strike();

  // Nobody plays in a tab that they do not look at.
  await show(mover.player);
  const cell = mover.player.cell(text);
  await expect(cell.and(mover.player.page.locator('[data-mark], [data-legal]'))).toBeVisible();
  if ((await cell.getAttribute('data-mark')) === null) {
    await expectLegal(mover.player, position);
    await cell.click();
  }
  const mark = turn(position);
  await expect(cell).toHaveAttribute('data-mark', mark);
  await fault?.mend();
  await expect(waiter.player.cell(text)).toHaveAttribute('data-mark', mark);
}

/** As somebody who clicks while the page goes away under the mouse. */
async function tryToPlay(player: Player, move: string): Promise<void> {
  await player
    .cell(move)
    .click({ timeout: 1_000 })
    .catch(() => undefined);
}

async function expectLegal({ page }: Player, position: Position): Promise<void> {
  const offered = (): Promise<string[]> =>
    page
      .locator('[data-legal]')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-move') ?? ''));
  const legal = legalMoves(position).map(printMove);
  await expect.poll(async () => (await offered()).toSorted()).toEqual(legal);
}

/** Both see the result, and still do after a reload. */
async function expectResult({ seats }: Table, end: Position): Promise<void> {
  const winner = outcome(end)?.winner ?? null;
  const see = async (): Promise<void> => {
    for (const { mark, player } of seats) {
      const words = winner === null ? 'Draw' : mark === winner ? 'You won' : 'You lost';
      await expect(player.status).toContainText(words);
      expect(await player.marks()).toBe(boardOf(end));
    }
  };
  await see();
  await Promise.all(seats.map(({ player }) => player.page.reload()));
  await see();
}

/** As `Player.marks` has it. */
function boardOf(position: Position): string {
  return Array.from({ length: CELLS }, (_, move) => cellAt(position, move) ?? '.').join('');
}

/** As `watchBoard` has them. */
function marksOf(position: Position): string[] {
  return Array.from({ length: CELLS }, (_, move) => {
    const mark = cellAt(position, move);
    return mark === null ? [] : [printMove(move) + mark];
  }).flat();
}
