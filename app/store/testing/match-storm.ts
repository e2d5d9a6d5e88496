/** Storms over two who play: cut links, reloads and crashes, silence, sleep, a service that goes, in any order. */
import fc from 'fast-check';
import { expect, vi } from 'vitest';
import { type Id, Pair, until } from './pair.ts';

type Fault =
  | { readonly what: 'cut' | 'stall' | 'resume' | 'service-down' | 'service-up' }
  | { readonly what: 'play' | 'mute' | 'hide' | 'show' | 'sleep'; readonly who: Id }
  | { readonly what: 'reload'; readonly who: Id; readonly said: boolean; readonly ms: number };

const who = fc.constantFrom<Id>('ann', 'bob');
const fault: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constantFrom('cut', 'stall', 'resume', 'service-down', 'service-up') }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ what: fc.constantFrom('play', 'play', 'mute', 'hide', 'show', 'sleep'), who }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('reload'),
      who,
      said: fc.boolean(),
      ms: fc.integer({ min: 0, max: 8_000 }),
    }),
  },
);
/** Then so much time passes, ms. */
const pause = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 20_000 }));

/** How many plies were made by it. */
async function happen(pair: Pair, one: Fault): Promise<number> {
  switch (one.what) {
    case 'cut':
      pair.cut();
      break;
    case 'stall':
      pair.stall();
      break;
    case 'resume':
      pair.resume();
      break;
    case 'service-down':
      pair.isServiceUp = false;
      break;
    case 'service-up':
      pair.serviceUp();
      break;
    case 'play': {
      const mine = pair[one.who];
      const { length } = mine.moves;
      if (mine.match.session.game?.mayPlay === true) mine.play();
      return mine.moves.length - length;
    }
    case 'mute':
      // It will have stored what it never sent: after that there is only a crash.
      pair[one.who].isMute = true;
      break;
    case 'hide':
    case 'show':
      pair[one.who].runner.hidden(one.what === 'hide');
      break;
    case 'sleep':
      pair[one.who].leap(30_000);
      break;
    case 'reload':
      pair.close(one.who, one.said && !pair[one.who].isMute);
      await vi.advanceTimersByTimeAsync(one.ms);
      pair.open(one.who);
      break;
  }
  return 0;
}

/** Once all is well again both play, nothing is lost, and the boards are one. */
async function outlive(seed: number, storm: readonly (readonly [Fault, number])[]): Promise<void> {
  const pair = new Pair({ seed });
  await pair.meet();
  let plies = 0;
  for (const [one, ms] of storm) {
    plies += await happen(pair, one);
    await vi.advanceTimersByTimeAsync(ms);
  }
  for (const { id, isMute } of pair.both) if (isMute) pair.reload(id, false);
  pair.resume();
  pair.serviceUp();
  await until(
    () => pair.both.every(({ state, moves }) => state === 'playing' && moves.length === plies),
    120_000,
  );
  await pair.playing();
  expect(pair.boards[0]).toEqual(pair.boards[1]);
  // A page that wakes up may be told by the very click.
  const codes = pair.both.flatMap((page) => page.codes).filter((code) => code !== 'command/catching-up');
  expect(codes).toEqual([]);
  expect(pair.both.map(({ match }) => match.kept)).toEqual([true, true]);
  for (const { id } of pair.both) pair.close(id, true);
  await vi.advanceTimersByTimeAsync(1_000);
}

/** Rejects with the smallest storm after which something is wrong; wants fake timers. */
export async function storms(options: { numRuns: number; seed?: number }): Promise<void> {
  const storm = fc.array(fc.tuple(fault, pause), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.nat(), storm, async (seed, faults) => {
      vi.clearAllTimers();
      await outlive(seed, faults);
    }),
    options,
  );
}
