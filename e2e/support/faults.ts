/** Everything that can happen to two players at their browsers, for a story that picks from it at random. */
import { setTimeout } from 'node:timers/promises';
import type { Player } from './player.ts';
import type { QuietPath } from './quiet-path.ts';
import type { Random } from './random.ts';
import type { RunningServer } from './server.ts';
import { crash, hide, openTab, show } from './tabs.ts';
import { closeChannels, closeConnections } from './webrtc.ts';

/** One of the two: the tab may be another one after each fault, and has a way of its own to the TURN server. */
export interface Seat {
  readonly mark: 'X' | 'O';
  player: Player;
  readonly path: QuietPath;
}

export interface Table {
  readonly seats: readonly [Seat, Seat];
  server: RunningServer;
  /** Starts a service at the address of the one that is dead. */
  restart(): Promise<RunningServer>;
}

export interface Fault {
  /** For instance `reload X, O`. */
  readonly name: string;
  strike(): Promise<void>;
  /** What the player does, or the operator, once another move is made. */
  mend(): Promise<void>;
}

/** How long packets stop, ms: nothing, up to what makes a page say that the other one is quiet. */
const SILENCE_MS = { least: 300, most: 4_000 } as const;

const nothing = (): Promise<void> => Promise.resolve();

export function drawFault(random: Random, table: Table): Fault {
  const [one, other] = table.seats;
  const struck = random.pick([[one], [other], [one, other]]);
  const ms = SILENCE_MS.least + random.below(SILENCE_MS.most - SILENCE_MS.least);
  const names = struck.map(({ mark }) => mark).join(', ');
  const each = (what: string, strike: (seat: Seat) => Promise<unknown>, mend = nothing): Fault => ({
    name: `${what} ${names}`,
    strike: async () => void (await Promise.all(struck.map(strike))),
    mend,
  });
  const reopenAfter = (end: (player: Player) => Promise<void>) => async (seat: Seat) => {
    await end(seat.player);
    seat.player = await openTab(seat.player);
  };
  return random.pick([
    each('reload', ({ player }) => player.page.reload()),
    each('reload twice', async ({ player: { page } }) => {
      await page.reload({ waitUntil: 'domcontentloaded' });
      await page.reload();
    }),
    each(
      'close and open again',
      reopenAfter(({ page }) => page.close()),
    ),
    each('crash and open again', reopenAfter(crash)),
    each('close the channels of', ({ player }) => closeChannels(player)),
    each('close the connections of', ({ player }) => closeConnections(player)),
    each(
      'hide',
      ({ player }) => hide(player),
      async () => void (await Promise.all(struck.map(({ player }) => show(player)))),
    ),
    {
      name: 'kill the service',
      strike: () => table.server.kill(),
      async mend() {
        table.server = await table.restart();
      },
    },
    silence(`${ms} ms of silence around ${names}`, ms, struck),
  ]);
}

function silence(name: string, ms: number, struck: readonly Seat[]): Fault {
  let over: Promise<void> | undefined;
  return {
    name,
    strike() {
      for (const { path } of struck) path.silence();
      over = setTimeout(ms);
      return Promise.resolve();
    },
    async mend() {
      await over;
      for (const { path } of struck) path.restore();
    },
  };
}
