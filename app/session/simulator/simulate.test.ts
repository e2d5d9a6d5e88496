import { expect, test } from 'vitest';
import { step as honestStep } from '../session.ts';
import type { SessionEvent, SessionState, Step } from '../state.ts';
import { LOSSY, ORDERLY } from './link.ts';
import { LIVELY, PATIENT } from './player.ts';
import { simulate, SimulationFailure, type SimulationOptions } from './simulate.ts';

const SEEDS = 1_000;

/** A busy machine is no failure. */
const SLOW = { timeout: 60_000 };

/** Runs many seeds, and counts what happened. A failure names its seed. */
function simulateAll(options: Omit<SimulationOptions, 'seed'>, seeds = SEEDS) {
  const reports = Array.from({ length: seeds }, (_, seed) => simulate({ seed, ...options }));
  const counts = (names: readonly string[]): Record<string, number> =>
    Object.fromEntries(
      [...new Set(names)].map((name) => [name, names.filter((each) => each === name).length]),
    );
  return {
    games: reports.reduce((sum, { games }) => sum + games, 0),
    results: counts(reports.flatMap(({ results }) => results)),
    ends: counts(reports.flatMap(({ ends }) => ends)),
  };
}

test('on an orderly link, messages that cross bring the two sides apart', SLOW, () => {
  const { games, results, ends } = simulateAll({ link: ORDERLY, habits: LIVELY });
  // The run has to reach what it is about.
  expect(games).toBeGreaterThan(SEEDS);
  expect(results['resignation']).toBeGreaterThan(100);
  expect(results['agreement']).toBeGreaterThan(100);
  // Nothing is lost, so every goodbye is heard.
  expect(Object.keys(ends).toSorted()).toEqual(['closed', 'left']);
});

test('whole games to the last ply come out differently on the two sides', SLOW, () => {
  const { results } = simulateAll({ link: ORDERLY, habits: PATIENT }, SEEDS / 4);
  expect(results['line']).toBeGreaterThan(SEEDS / 8);
  expect(results['full']).toBeGreaterThan(SEEDS / 40);
});

test('a link that loses, doubles and reorders brings the two sides apart', SLOW, () => {
  const { games, ends } = simulateAll({ link: LOSSY, habits: LIVELY });
  expect(games).toBeGreaterThan(SEEDS / 2);
  // A page that closes says goodbye once, and that may be lost. Nobody is refused.
  expect(Object.keys(ends).toSorted()).toEqual(['closed', 'left', 'lost']);
});

test('a seed does not replay its run', () => {
  const options = { seed: 12, link: LOSSY };
  expect(simulate(options)).toEqual(simulate(options));
  expect(simulate({ ...options, seed: 13 })).not.toEqual(simulate(options));
});

/** A state machine in which something was forgotten. */
const SABOTAGES: Record<string, (before: SessionState, event: SessionEvent) => Step> = {
  'a ply that crosses the end of the game is thrown away': (before, event) => {
    const { state, effects } = honestStep(before, event);
    const late = event.type === 'frame' && (before.match?.verdict ?? null) !== null;
    const longer = (state.match?.moves.length ?? 0) > (before.match?.moves.length ?? 0);
    return { effects, state: late && longer ? { ...state, match: before.match } : state };
  },
  'the later resignation stands': (before, event) => {
    const { state, effects } = honestStep(before, event);
    const own = before.match?.verdict;
    if (own?.by !== 'resignation' || state.match === null) return { state, effects };
    return { effects, state: { ...state, match: { ...state.match, verdict: own } } };
  },
  'crossing draw offers do not agree': (before, event) => {
    const { state, effects } = honestStep(before, event);
    const agreed = event.type === 'frame' && event.text.includes('"draw-offer"') && state.match?.verdict;
    if (!agreed || state.match === null) return { state, effects };
    return {
      effects,
      state: { ...state, match: { ...state.match, verdict: before.match?.verdict ?? null } },
    };
  },
  'the board is changed behind the log': (before, event) => {
    const { state, effects } = honestStep(before, event);
    if (state.match === null || state.match.moves.length !== 5) return { state, effects };
    const position = { ...state.match.position, next: 3 };
    return { effects, state: { ...state, match: { ...state.match, position } } };
  },
  'the turn is not checked': (before, event) => {
    const { match } = before;
    // It takes itself for the other player every now and then.
    if (match === null || event.type !== 'play' || event.at % 7 !== 0) return honestStep(before, event);
    return honestStep({ ...before, match: { ...match, me: match.me === 'X' ? 'O' : 'X' } }, event);
  },
};

test.each(Object.entries(SABOTAGES))('the simulator does not notice that %s', SLOW, (_, sabotage) => {
  expect(() => simulateAll({ sabotage })).toThrow(SimulationFailure);
});

test('the simulator does not notice that the link changes a hash', () => {
  const tamper = (text: string): string => text.replace(/"head":"0/, '"head":"1');
  expect(() => simulateAll({ tamper })).toThrow(/seed \d+, .*an honest side was refused/);
});

test('the seed of a failure does not replay it', () => {
  const sabotage = SABOTAGES['crossing draw offers do not agree'] ?? honestStep;
  const failure = (run: () => unknown): unknown => {
    try {
      return run();
    } catch (error) {
      return error;
    }
  };
  const first = failure(() => simulateAll({ sabotage }));
  if (!(first instanceof SimulationFailure)) throw new Error('it did not fail');
  const seed = Number(/seed (\d+)/.exec(first.message)?.[1]);
  expect(failure(() => simulate({ seed, sabotage }))).toEqual(first);
});
