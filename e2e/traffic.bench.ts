/**
 * What a player costs in bytes, counted on the wire between real browsers, the real service and a real TURN server: the
 * figures of "Capacity planning" in docs/operations.md, which infra/cost/load.ts counts with. `TRAFFIC_MINUTES` is how
 * long an idle tab is watched: a quarter of an hour and more shows what the renewal of a socket costs, too.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { startRedis } from '../signaling/testing/redis.ts';
import { meet } from './support/game.ts';
import { type Meter, meterTcp, meterUdp } from './support/meter.ts';
import { DRAW } from './support/oracle.ts';
import type { Player } from './support/player.ts';
import { QuietPath } from './support/quiet-path.ts';
import { expect, test } from './support/test.ts';

const MINUTES = Number(process.env['TRAFFIC_MINUTES'] ?? 3);
/** A game in which both think, without a move. */
const THINKING_MS = 60_000;
const VISITS = 10;

interface Bytes {
  readonly up: number;
  readonly down: number;
  readonly units: number;
}

/** What passes while something is done. */
async function during({ meter }: { readonly meter: Meter }, run: () => Promise<void>): Promise<Bytes> {
  const { up, down, units } = meter;
  await run();
  return { up: meter.up - up, down: meter.down - down, units: meter.units - units };
}

/** HTTP requests of the page so far, its own document included; WebSockets are not among them. */
function requestsOf({ page }: Player): Promise<number> {
  return page.evaluate(() => performance.getEntriesByType('resource').length + 1);
}

function tell(what: string, { up, down, units }: Bytes, per = 1): void {
  const [a, b, c] = [up, down, units].map((count) => (count / per).toFixed(0));
  process.stdout.write(`${what}: ${a} bytes up, ${b} bytes down, ${c} connections or datagrams\n`);
}

test('a tab: the page, an idle hour of the lobby, and what it hears of a visitor', async ({
  newPlayer,
  server,
}) => {
  test.setTimeout(MINUTES * 60_000 + 300_000);
  const meter = await meterTcp(Number(new URL(server.url).port));
  const url = `http://127.0.0.1:${meter.port}`;
  let ann = await newPlayer({ url });
  await ann.online();
  const first = await during({ meter }, async () => {
    await ann.page.context().close();
    ann = await newPlayer({ url });
    await ann.online();
    // The lists of the lobby and of its chat come after it says that it is online.
    await wait(2_000);
  });
  tell('a first visit, with nothing in its cache, until it is online', first);
  const asked = await requestsOf(ann);
  process.stdout.write(`  ${asked} HTTP requests and a WebSocket\n`);
  const idle = await during({ meter }, () => wait(MINUTES * 60_000));
  tell(`an idle hour of the lobby, from ${MINUTES} minutes`, idle, MINUTES / 60);
  process.stdout.write(`  ${(((await requestsOf(ann)) - asked) * 60) / MINUTES} HTTP requests\n`);
  const heard = await during({ meter }, async () => {
    for (let visit = 0; visit < VISITS; visit += 1) {
      const visitor = await newPlayer();
      const id = await visitor.id();
      await ann.text(id).waitFor();
      await visitor.page.context().close();
      await expect(ann.text(id)).toBeHidden();
    }
  });
  tell('what it hears of a visitor who comes and goes', heard, VISITS);
  await meter.close();
});

test('a player in Redis: how much its keys take', async ({ newServer, newPlayer }) => {
  const redis = await startRedis();
  try {
    const server = await newServer({ REDIS_URL: redis.url });
    const ann = await newPlayer({ url: server.url });
    const keys: unknown = await ann.id().then(() => redis.command('KEYS', '*'));
    if (!Array.isArray(keys)) throw new TypeError('KEYS gives no list');
    for (const key of keys.map(String).toSorted()) {
      const bytes = await redis.command('MEMORY', 'USAGE', key);
      process.stdout.write(`${key}: ${String(bytes)} bytes\n`);
    }
    await server.stop();
  } finally {
    await redis.stop();
  }
});

test('a relayed game: to its board, a minute in which both think, and a move', async ({
  newPlayer,
  turn,
}) => {
  test.setTimeout(300_000);
  const meter = await meterUdp(turn.port);
  const path = await QuietPath.to(meter.port);
  const players = [await newPlayer({ path }), await newPlayer({ path })] as const;
  let x = players[0];
  let o = players[1];
  const start = await during({ meter }, async () => void ({ x, o } = await meet(...players)));
  tell('until both see the board', start);
  const thinking = await during({ meter }, () => wait(THINKING_MS));
  tell('a minute without a move', thinking, THINKING_MS / 60_000);
  const moves = DRAW.split(' ');
  const began = performance.now();
  const played = await during({ meter }, async () => {
    for (const [ply, move] of moves.entries()) {
      const [mover, waiter] = ply % 2 === 0 ? [x, o] : [o, x];
      await mover.play(move);
      await waiter.cell(move).and(waiter.page.locator('[data-mark]')).waitFor();
    }
  });
  const seconds = (performance.now() - began) / 1_000;
  tell(`${moves.length} moves in ${seconds.toFixed(1)} s`, played);
  path.close();
  await meter.close();
});
