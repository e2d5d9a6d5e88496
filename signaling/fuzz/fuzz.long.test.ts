/** The siege for a long time: what leaks or wears out shows only then. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { handshakeOf, statusOf } from './handshakes.ts';
import { Random } from './random.ts';
import { Siege } from './siege.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
const FRAMES = 1_000_000;
const HANDSHAKES = 20_000;
const ROUNDS = 100;

/** How much more the heap may hold at the end than once all was warm: what a program of this size varies by. */
const GROWTH_MAX = 1.15;

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** MB that are in use after everything that can be let go is. */
async function heapMb(): Promise<number> {
  if (typeof collect !== 'function') throw new Error('no gc');
  // Twice: what finalizers let go in the first is collected in the second.
  for (let pass = 0; pass < 2; pass += 1) {
    Reflect.apply(collect, undefined, []);
    await new Promise((resolve) => void setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed / 2 ** 20;
}

test(`a million frames later all is as before (FUZZ_SEED=${SEED})`, async () => {
  const siege = await Siege.begin();
  onTestFinished(() => siege.end());
  const random = new Random(SEED);
  const heaps: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await siege.frames(FRAMES / ROUNDS, random);
    for (let sent = 0; sent < HANDSHAKES / ROUNDS; sent += 1) {
      expect(await statusOf(siege.service.port, handshakeOf(random))).not.toBe(500);
    }
    await siege.isWell();
    expect(siege.watch.wrong).toEqual([]);
    heaps.push(await heapMb());
  }
  // The median of a tenth: one round may end while something is still on its way.
  const median = (part: readonly number[]): number => part.toSorted((a, b) => a - b)[part.length >> 1] ?? 0;
  const tenth = ROUNDS / 10;
  const [early, late] = [median(heaps.slice(tenth, 2 * tenth)), median(heaps.slice(-tenth))];
  expect(late, `MB: ${heaps.map((mb) => mb.toFixed(1)).join(' ')}`).toBeLessThan(early * GROWTH_MAX);
});
